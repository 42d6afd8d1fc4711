import { useTranslation } from "react-i18next";
import {
  type Duration,
  DurationInput,
  durationText,
  familyOf,
  fieldOf,
  Slot,
  ValueSlot,
  valueText,
} from "../../../designer/inputs";
import { type TriggerFace, type TriggerFaceProps, wrongAt } from "../trigger-face";

function Words({ when, onChange, form, around, problems }: TriggerFaceProps) {
  const { t } = useTranslation();
  const field = fieldOf(form, String(when.field ?? ""));
  const family = field && familyOf(field);
  // Only what has certain values stays at one.
  const fields = form.fields.filter((each) =>
    ["choice", "boolean", "person", "team"].includes(familyOf(each) ?? ""),
  );
  const offered = field && !fields.includes(field) ? [field, ...fields] : fields;
  return (
    <>
      <span className="di-joining">{t("rules.when.stays")}</span>
      <Slot
        label={t("inputs.condition.field")}
        choices={offered.map((each) => ({ key: each.key, label: each.label }))}
        chosen={typeof when.field === "string" ? [when.field] : []}
        placeholder={t("inputs.value.choose")}
        problem={field === undefined || wrongAt(problems, "field")}
        onChoose={([key]) =>
          key && key !== when.field && onChange({ field: key, value: undefined })
        }
      />
      <span className="di-joining">{t("rules.when.at")}</span>
      {field && family ? (
        <ValueSlot
          field={field}
          family={family}
          op="eq"
          value={when.value}
          form={form}
          around={around}
          allowed={{ me: false, field: false }}
          problem={when.value === undefined || wrongAt(problems, "value")}
          onChange={(value) => onChange({ value })}
        />
      ) : null}
      <span className="di-joining">{t("rules.when.for")}</span>
      <DurationInput
        label={t("rules.when.length")}
        value={when.for as Duration | undefined}
        calendars={around.calendars ?? []}
        problem={wrongAt(problems, "for")}
        onChange={(length) => onChange({ for: length })}
      />
    </>
  );
}

export const triggerFace: TriggerFace = {
  icon: "clock",
  Words,
  say: (when, { form, around, t }) =>
    t("rules.say.dwell", {
      form: form.name,
      field: fieldOf(form, String(when.field ?? ""))?.label ?? String(when.field ?? ""),
      value: valueText(when.value, fieldOf(form, String(when.field ?? "")), form, t, around),
      time: durationText(when.for as Duration | undefined, t, around.calendars),
    }),
  brief: (when, { form, around, t }) =>
    t("rules.brief.dwell", {
      value: valueText(when.value, fieldOf(form, String(when.field ?? "")), form, t, around),
      time: durationText(when.for as Duration | undefined, t, around.calendars),
    }),
  start(form) {
    const status = form.fields.find((each) => each.type === "status");
    const length = { for: { hours: 24, time: "wall" } };
    return status === undefined ? length : { field: status.key, ...length };
  },
};
