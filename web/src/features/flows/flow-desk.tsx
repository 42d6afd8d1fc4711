/** The open flow with everything its parts need: read from the session and the app, edited by commands. */
import { App } from "antd";
import type { TFunction } from "i18next";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { usePreferences } from "../../app/preferences";
import { useGroups, usePeople } from "../../app/queries";
import { type AppModel, type ModelPart, useAppModel } from "../../designer/app-model";
import { type Catalogue, useCatalogue } from "../../designer/catalogue";
import type { Operation, Path } from "../../designer/document";
import { type Around, conditionText, type InputForm, type Named } from "../../designer/inputs";
import { messageTemplates } from "../../designer/inputs/from-model";
import { useSession, useSessionStore } from "../../designer/session";
import type { FilterTree } from "../../language/filter";
import { type Desk, isRefused, type Result } from "./edits/edit";
import { type Flow, type LocalText, readFlow } from "./graph/flow";
import { type Standing, useStanding } from "./standing";
import type { Scene, SceneField } from "./words/scene";

export interface FlowDesk {
  readonly app: string;
  readonly key: string;
  readonly flow: Flow;
  readonly scene: Scene;
  readonly desk: Desk;
  readonly form: InputForm;
  readonly around: Around;
  readonly model: AppModel;
  readonly catalogue: Catalogue;
  readonly standing: Standing | undefined;
  /** Carries an edit out, or says why not. */
  run(result: Result): boolean;
  /** Operations as one act; `merge` makes what is typed go on. */
  act(
    label: string,
    operations: Operation[],
    options?: { merge?: string; select?: Path[] },
  ): boolean;
  /** Sets properties of a node; null takes one away. */
  set(node: string, values: Record<string, unknown>, label: string, merge?: string): void;
}

/** For those who bring a desk of their own, as tests do. */
export const FlowContext = createContext<FlowDesk | null>(null);

export function useFlow(): FlowDesk {
  const desk = useContext(FlowContext);
  if (!desk) throw new Error("outside of a flow");
  return desk;
}

export function FlowDeskProvider({
  app,
  name,
  children,
}: {
  app: string;
  name: string;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const model = useAppModel(app);
  const catalogue = useCatalogue();
  const standing = useStanding(app, name);
  const people = usePeople();
  const robots = useGroups(app);
  const store = useSessionStore();
  const document = useSession((state) => state.document);
  const language = usePreferences((state) => state.language);
  const value = useMemo((): FlowDesk => {
    const flow = readFlow(document);
    const form = formOf(model, flow.form);
    const around = { ...aroundOf(model, people, catalogue, form), robots };
    const scene = sceneOf({
      t,
      language,
      model,
      form: flow.form,
      people,
      robots,
      catalogue,
      standing,
    });
    const desk: Desk = { scene, isUsed: (element, at) => store.getState().isUsed(element, at) };
    const act: FlowDesk["act"] = (label, operations, options = {}) =>
      store.getState().execute({ label, operations, ...options });
    return {
      app,
      key: name,
      flow,
      scene,
      desk,
      form,
      around,
      model,
      catalogue,
      standing,
      act,
      run(result) {
        if (isRefused(result)) {
          void message.info(result.refused);
          return false;
        }
        return store.getState().execute(result);
      },
      set(node, values, label, merge) {
        act(label, [{ do: "change", element: "node", at: [node], values }], merge ? { merge } : {});
      },
    };
  }, [
    document,
    model,
    catalogue,
    standing,
    people,
    robots,
    language,
    app,
    name,
    t,
    message,
    store,
  ]);
  return <FlowContext value={value}>{children}</FlowContext>;
}

interface SceneParts {
  t: TFunction;
  language: string;
  model: AppModel;
  /** Key of the form. */
  form: string;
  people?: readonly Named[];
  robots?: readonly Named[];
  catalogue?: Catalogue;
  standing?: Standing | undefined;
}

/** What the words and the edits of a flow are made with. */
function sceneOf({
  t,
  language,
  model,
  form: key,
  people = [],
  robots = [],
  catalogue,
  standing,
}: SceneParts): Scene {
  const form = formOf(model, key);
  const around = { ...aroundOf(model, people, catalogue, form), robots };
  return {
    t,
    language,
    form: { ...form, fields: fieldsOf(model, key) },
    teams: around.teams ?? [],
    roles: around.roles ?? [],
    people,
    robots,
    calendars: around.calendars ?? [],
    ...(standing ? { members: standing.members } : {}),
    condition: (tree) => conditionText(tree as FilterTree, form, t, around),
    action: (each) => catalogue?.actions.find((action) => action.key === each)?.name ?? each,
  };
}

function formOf(model: AppModel, key: string): InputForm {
  const form = model.form(key);
  return {
    key,
    name: form?.label ?? key,
    fields: (form?.fields ?? []).map(({ key: field, type, label, options }) => ({
      key: field,
      type,
      label,
      options,
    })),
  };
}

/** With what edits want to know of options: their meaning, and their texts in every language. */
function fieldsOf(model: AppModel, key: string): SceneField[] {
  return (model.form(key)?.fields ?? []).map((field) => {
    const texts = (field.settings.options ?? {}) as Record<string, LocalText>;
    return {
      key: field.key,
      type: field.type,
      label: field.label,
      options: field.options.map((option) => {
        const text = textOf(texts[option.key]);
        return { ...option, ...(text === undefined ? {} : { text }) };
      }),
    };
  });
}

function textOf(raw: unknown): LocalText | undefined {
  if (typeof raw === "string") return raw;
  if (typeof raw !== "object" || raw === null) return undefined;
  const texts = Object.entries(raw).filter(([key]) => key !== "category" && key !== "color");
  return Object.fromEntries(texts.filter(([, text]) => typeof text === "string"));
}

const named = (parts: readonly ModelPart[]): Named[] =>
  parts.map((part) => ({ key: part.key, name: part.label }));

function aroundOf(
  model: AppModel,
  people: readonly Named[],
  catalogue: Catalogue | undefined,
  form: InputForm,
): Around {
  return {
    roles: named(model.roles),
    teams: named(model.teams),
    calendars: named(model.calendars),
    surveys: named(model.surveys),
    templates: messageTemplates(model.templates),
    flows: named(model.flows.filter((flow) => flow.document.form === form.key)),
    people,
    ways: waysOf(catalogue),
  };
}

/** Ways of telling people, as far as the catalogue of actions names them. */
function waysOf(catalogue: Catalogue | undefined): Named[] {
  const notify = catalogue?.actions.find((each) => each.key === "notify");
  const choices = notify?.settings?.properties.fallback?.choices ?? [];
  return choices.map((choice) => ({ key: String(choice.value), name: choice.label }));
}
