/** What the inputs are told about an app, from its model as it is being edited. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { peopleQuery, useGroups } from "../../app/queries";
import type { AppModel, ModelForm, ModelPart } from "../app-model";
import type { Around, InputForm, MessageTemplate, Named } from "./model";

const NO_FORM: InputForm = { key: "", name: "", fields: [] };

/** A form of the model; without one, a form of no fields. */
export function inputForm(form: ModelForm | undefined): InputForm {
  if (form === undefined) return NO_FORM;
  return {
    key: form.key,
    name: form.label,
    fields: form.fields.map(({ key, type, label, options, settings }) => ({
      key,
      type,
      label,
      ...(settings.sensitive === true ? { family: "sealed" as const } : {}),
      ...(options.length > 0 ? { options } : {}),
    })),
    ...(form.policies?.length
      ? { policies: form.policies.map((each) => ({ key: each.key, name: each.label })) }
      : {}),
    ...(form.levels?.length
      ? { levels: form.levels.map(({ label, ...level }) => ({ ...level, name: label })) }
      : {}),
  };
}

function named(parts: readonly ModelPart[]): Named[] {
  return parts.map((each) => ({ key: each.key, name: each.label }));
}

/** With what they say. */
export function messageTemplates(parts: readonly ModelPart[]): MessageTemplate[] {
  return parts.map(({ key, label, document }) => ({ key, name: label, document }));
}

/** What the app has beside the form; flows and templates of other forms are left out. */
export function aroundOf(
  model: AppModel,
  form: string | undefined,
  people: Named[],
  robots: readonly Named[] = [],
): Around {
  const ofForm = (part: ModelPart) =>
    part.document.form === undefined || part.document.form === form;
  return {
    roles: named(model.roles),
    teams: named(model.teams),
    calendars: named(model.calendars),
    surveys: named(model.surveys),
    templates: messageTemplates(model.templates.filter(ofForm)),
    flows: named(model.flows.filter(ofForm)),
    people,
    robots,
  };
}

/** Form and surroundings of an artefact about the records of a form. */
export function useInputs(model: AppModel, form: string | undefined): [InputForm, Around] {
  const people = useQuery(peopleQuery).data?.items;
  const robots = useGroups(model.app);
  return useMemo(() => {
    const known = (people ?? []).map((each) => ({ key: each.id, name: each.name }));
    return [
      inputForm(form === undefined ? undefined : model.form(form)),
      aroundOf(model, form, known, robots),
    ];
  }, [model, form, people, robots]);
}
