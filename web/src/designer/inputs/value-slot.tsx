/** The value of a condition, by what the field holds. */
import { DatePicker, Select } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import type { Choice } from "./choice";
import { valueText } from "./condition-text";
import { comparable, familyOf, WITH_FIELD, WITH_LIST } from "./families";
import type { Around, Family, InputField, InputForm } from "./model";
import { PeriodSlots } from "./period-slots";
import { Slot } from "./slot";
import { TextBox } from "./text-box";

/** Words that stand for a value; a designer whose conditions cannot use some says so. */
export interface Allowed {
  /** The reader, and their teams. */
  me?: boolean;
  /** Times relative to now. */
  period?: boolean;
  /** Another field of the same record. */
  field?: boolean;
}

export interface ValueSlotProps {
  field: InputField;
  family: Family;
  op: string;
  value: unknown;
  onChange: (value: unknown) => void;
  form: InputForm;
  around: Around;
  allowed: Allowed;
  problem?: boolean | undefined;
}

const ME = { me: true };
const MY_TEAMS = { my: "teams" };

export function ValueSlot(props: ValueSlotProps) {
  const { t } = useTranslation();
  const { family, op, value } = props;
  if (op === "within") {
    return <PeriodSlots value={value} hours={family === "instant"} onChange={props.onChange} />;
  }
  if (op === "between") {
    const [low, high] = Array.isArray(value) ? value : ["", ""];
    return (
      <>
        <One {...props} value={low} onChange={(next) => props.onChange([next, high])} />
        <span>{t("inputs.value.to")}</span>
        <One {...props} value={high} onChange={(next) => props.onChange([low, next])} />
      </>
    );
  }
  if (family === "id" && props.field.form && props.around.records) return <Linked {...props} />;
  return WITH_LIST.has(op) ? <Several {...props} /> : <One {...props} />;
}

/** Records that a link leads to. */
function Linked({ field, op, value, around, onChange, problem }: ValueSlotProps) {
  const { t } = useTranslation();
  if (!around.records || !field.form) return null;
  const { Choice, names, meet } = around.records;
  const several = WITH_LIST.has(op);
  const ids = (Array.isArray(value) ? value : [value]).filter(
    (each): each is string => typeof each === "string" && each !== "",
  );
  return (
    <Choice
      target={field.form}
      label={t("inputs.value.label", { field: field.label })}
      several={several}
      value={ids}
      names={names}
      onMeet={meet}
      onChange={(next) => onChange(several ? next : next.at(-1))}
      problem={problem}
    />
  );
}

/** What stands for each value in lists of choices: `=key`, `field:key` or `me`. */
function keyed(value: unknown, field: InputField): string | undefined {
  if (typeof value === "object" && value !== null) {
    const word = value as Record<string, unknown>;
    if (word.me === true) return "me";
    return typeof word.field === "string" ? `field:${word.field}` : undefined;
  }
  if (value === undefined || value === null || value === "") return undefined;
  const text = String(value);
  const option = field.options?.find((each) => each.key === text || each.label === text);
  return `=${option?.key ?? text}`;
}

function valued(key: string): unknown {
  if (key === "me") return ME;
  return key.startsWith("field:") ? { field: key.slice("field:".length) } : key.slice(1);
}

/** What can be chosen of a field with a closed list of values; undefined of one in which people write. */
function useChoices(props: ValueSlotProps): Choice[] | undefined {
  const { t } = useTranslation();
  const { family, field, around } = props;
  if (family === "boolean") {
    return [
      { key: "=true", label: t("inputs.value.yes") },
      { key: "=false", label: t("inputs.value.no") },
    ];
  }
  if (family === "person") {
    const people = (around.people ?? []).map((each) => ({
      key: `=${each.key}`,
      label: each.name,
      hint: each.hint,
    }));
    return props.allowed.me === false
      ? people
      : [{ key: "me", label: t("inputs.value.me"), hint: t("inputs.value.me_hint") }, ...people];
  }
  if (family === "team") {
    return (around.teams ?? []).map((each) => ({ key: `=${each.key}`, label: each.name }));
  }
  if (family === "choice" || family === "list") {
    return (field.options ?? []).map((each) => ({ key: `=${each.key}`, label: each.label }));
  }
  return undefined;
}

/** Fields with which this one may be compared. */
function useOtherFields(props: ValueSlotProps): Choice[] {
  const { t } = useTranslation();
  const { field, family, op, form, allowed, value } = props;
  const chosen = (value as { field?: unknown } | null | undefined)?.field;
  const possible = allowed.field !== false && (WITH_FIELD.has(op) || op === "between");
  return form.fields.flatMap((each) => {
    const other = familyOf(each);
    const fits = each.key !== field.key && other !== undefined && comparable(family, other);
    return (possible && fits) || each.key === chosen
      ? [{ key: `field:${each.key}`, label: each.label, group: t("inputs.value.other_field") }]
      : [];
  });
}

function One(props: ValueSlotProps) {
  const { t } = useTranslation();
  const { field, value } = props;
  const choices = useChoices(props);
  const others = useOtherFields(props);
  const key = keyed(value, field);
  const label = t("inputs.value.label", { field: field.label });
  const read = (chosen: string) =>
    props.family === "boolean" ? chosen === "=true" : valued(chosen);

  if (choices !== undefined || key?.startsWith("field:")) {
    const fixed = { key: "=", label: t("inputs.value.fixed") };
    const all = [...(choices ?? [fixed]), ...others];
    const known = key === undefined || all.some((each) => each.key === key);
    return (
      <Slot
        label={label}
        choices={all}
        chosen={key === undefined ? [] : [key]}
        {...(known ? {} : { text: valueText(value, field, props.form, t, props.around) })}
        placeholder={t("inputs.value.choose")}
        problem={props.problem || !known}
        onChoose={([chosen]) => chosen !== undefined && props.onChange(read(chosen))}
      />
    );
  }
  return (
    <>
      <Written {...props} label={label} />
      {others.length > 0 ? (
        <Slot
          label={t("inputs.value.instead")}
          choices={others}
          chosen={[]}
          tone="icon"
          icon="transfer"
          onChoose={([chosen]) => chosen !== undefined && props.onChange(valued(chosen))}
        />
      ) : null}
    </>
  );
}

/** Values that people write: texts, numbers, days, instants. */
function Written(props: ValueSlotProps & { label: string }) {
  const { t } = useTranslation();
  const { family, value, label } = props;
  const text = value === undefined || value === null ? "" : String(value);
  if (family === "date" || family === "instant") {
    const day = text && dayjs(text).isValid() ? dayjs(text) : null;
    return (
      <DatePicker
        className="di-date"
        aria-label={label}
        allowClear={false}
        showTime={family === "instant" ? { format: "HH:mm" } : false}
        format={family === "instant" ? "YYYY-MM-DD HH:mm" : "YYYY-MM-DD"}
        placeholder={t(family === "instant" ? "inputs.value.instant" : "inputs.value.day")}
        status={props.problem ? "error" : ""}
        value={day}
        onChange={(next) => {
          if (next) {
            props.onChange(
              family === "date"
                ? next.format("YYYY-MM-DD")
                : next.second(0).millisecond(0).toISOString(),
            );
          }
        }}
      />
    );
  }
  if (family === "id") {
    return <span className="di-slot is-plain">{valueText(value, props.field, props.form, t)}</span>;
  }
  const numeric = family === "number";
  return (
    <TextBox
      label={label}
      value={text}
      numeric={numeric}
      problem={props.problem ?? false}
      onChange={(next) => props.onChange(numeric ? numberOf(next) : next)}
    />
  );
}

/** A number where it stays what was written, else its digits. */
function numberOf(text: string): number | string {
  const number = Number(text);
  return text !== "" && Number.isFinite(number) && String(number) === text ? number : text;
}

function Several(props: ValueSlotProps) {
  const { t } = useTranslation();
  const { field, family, value } = props;
  const choices = useChoices(props);
  const label = t("inputs.value.label", { field: field.label });
  const list = Array.isArray(value) ? value : [];

  if (choices === undefined) {
    const numeric = family === "number";
    return (
      <Select
        mode="tags"
        className="di-tags"
        aria-label={label}
        open={false}
        suffixIcon={null}
        placeholder={t("inputs.value.several")}
        tokenSeparators={numeric ? [" ", "、", "，", ","] : ["、", "，"]}
        status={list.length === 0 ? "warning" : ""}
        value={list.map(String)}
        onChange={(next: string[]) =>
          props.onChange(next.map((each) => readBack(each, list, numeric)))
        }
      />
    );
  }
  const mine = family === "team" && props.allowed.me !== false;
  const my = (value as Record<string, unknown> | null)?.my === "teams";
  const all = mine
    ? [
        { key: "my", label: t("inputs.value.my_teams"), hint: t("inputs.value.me_hint") },
        ...choices,
      ]
    : choices;
  const chosen = my ? ["my"] : list.flatMap((each) => keyed(each, field) ?? []);
  return (
    <Slot
      several
      label={label}
      choices={all}
      chosen={chosen}
      {...(list.length > 0 ? { text: valueText(list, field, props.form, t, props.around) } : {})}
      placeholder={t("inputs.value.choose")}
      problem={props.problem ?? false}
      joiner={t("list.and")}
      onChoose={(keys) => {
        const added = keys.find((key) => !chosen.includes(key));
        if (added === "my") props.onChange(MY_TEAMS);
        else
          props.onChange(
            keys.filter((key) => key !== "my").map((key) => readBack(key, list, false, field)),
          );
      }}
    />
  );
}

/** A chosen key as the value it was, where it was there before. */
function readBack(key: string, before: unknown[], numeric: boolean, field?: InputField): unknown {
  if (field === undefined) {
    const old = before.find((each) => String(each) === key);
    return old ?? (numeric ? numberOf(key) : key);
  }
  return before.find((each) => keyed(each, field) === key) ?? valued(key);
}
