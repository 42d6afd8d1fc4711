/** Whom something is for: a role, a team, somebody the record names, who works on it, their manager, one person. */
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { IconName } from "../../app/icon";
import type { Choice } from "./choice";
import { type Around, fieldOf, type InputForm, nameOf } from "./model";
import { Slot } from "./slot";

/** `{role: supervisor}`, `{team: tech}`, `{person: …}`, `{field: assignee}`, `{assignee: true}`, `{manager: true}`, `{robot: …}`. */
export type People = Record<string, unknown>;
export type PeopleSort = "role" | "team" | "field" | "assignee" | "manager" | "person" | "robot";

const SORTS: readonly PeopleSort[] = ["role", "team", "assignee", "manager", "field", "person"];
/** Those and the chats of groups. */
export const WITH_GROUPS: readonly PeopleSort[] = [...SORTS, "robot"];
const ICONS: Record<PeopleSort, IconName> = {
  role: "people",
  team: "desk",
  assignee: "person",
  manager: "up",
  field: "ticket",
  person: "person",
  robot: "chat",
};
/** Fields whose values lead to somebody. */
const REACHING = ["member", "email", "mobile"];

export interface PeopleInputProps {
  value: People | undefined;
  onChange: (value: People) => void;
  form: InputForm;
  around: Around;
  /** Which sorts are possible here. */
  sorts?: readonly PeopleSort[];
  /** Types of the fields that may be named. */
  fieldTypes?: readonly string[];
  label?: string;
  placeholder?: string;
  problem?: boolean;
}

export function PeopleInput(props: PeopleInputProps) {
  const { t } = useTranslation();
  const { value, form, around } = props;
  const sorts = props.sorts ?? SORTS;
  const choices = sorts.flatMap((sort) =>
    choicesOf(sort, form, around, props.fieldTypes ?? REACHING, t),
  );
  const key = value === undefined ? undefined : keyOf(value);
  const known = key === undefined || choices.some((each) => each.key === key);
  return (
    <Slot
      label={props.label ?? t("inputs.people.label")}
      choices={choices}
      chosen={key === undefined ? [] : [key]}
      {...(known ? {} : { text: value === undefined ? "" : peopleText(value, form, around, t) })}
      placeholder={props.placeholder ?? t("inputs.people.choose")}
      problem={props.problem || key === undefined || !known}
      nothing={t("inputs.people.none")}
      onChoose={([chosen]) => chosen && props.onChange(documentOf(chosen))}
    />
  );
}

function choicesOf(
  sort: PeopleSort,
  form: InputForm,
  around: Around,
  fieldTypes: readonly string[],
  t: TFunction,
): Choice[] {
  const group = t(`inputs.people.group_${sort}`);
  const icon = ICONS[sort];
  const named = (list: Around["roles"]) =>
    (list ?? []).map((each) => ({
      key: `${sort}:${each.key}`,
      label: each.name,
      hint: each.hint,
      group,
      icon,
    }));
  switch (sort) {
    case "role":
      return named(around.roles);
    case "team":
      return named(around.teams);
    case "person":
      return named(around.people);
    case "robot":
      return named(around.robots);
    case "field":
      return form.fields
        .filter((each) => fieldTypes.includes(each.type))
        .map((each) => ({ key: `field:${each.key}`, label: each.label, group, icon }));
    default: {
      const label = t(`inputs.people.${sort}`);
      return [{ key: `${sort}:`, label, group: t("inputs.people.group_work"), icon }];
    }
  }
}

function keyOf(value: People): string | undefined {
  for (const sort of WITH_GROUPS) {
    const found = value[sort];
    if (found === true) return `${sort}:`;
    if (typeof found === "string") return `${sort}:${found}`;
  }
  return undefined;
}

function documentOf(key: string): People {
  const cut = key.indexOf(":");
  const name = key.slice(cut + 1);
  return { [key.slice(0, cut)]: name === "" ? true : name };
}

/** 「主管」, 「技术支持组」, 「处理人的主管」. */
export function peopleText(
  value: People | undefined,
  form: InputForm,
  around: Around,
  t: TFunction,
): string {
  const key = value === undefined ? undefined : keyOf(value);
  if (key === undefined) return t("inputs.people.somebody");
  const cut = key.indexOf(":");
  const name = key.slice(cut + 1);
  switch (key.slice(0, cut) as PeopleSort) {
    case "role":
      return nameOf(around.roles, name);
    case "team":
      return nameOf(around.teams, name);
    case "person":
      return nameOf(around.people, name);
    case "robot":
      return around.robots?.find((each) => each.key === name)?.name ?? name;
    case "field":
      return fieldOf(form, name)?.label ?? name;
    case "assignee":
      return t("inputs.people.assignee");
    default:
      return t("inputs.people.manager");
  }
}
