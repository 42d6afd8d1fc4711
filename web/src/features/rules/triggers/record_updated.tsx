import { useTranslation } from "react-i18next";
import { familyOf, fieldOf, Slot, ValueSlot, valueText } from "../../../designer/inputs";
import { type TriggerFace, type TriggerFaceProps, wrongAt } from "../trigger-face";

const ANY = "";

function Words(props: TriggerFaceProps) {
  const { t } = useTranslation();
  const { when, onChange, form, problems } = props;
  const one = typeof when.field === "string" ? when.field : undefined;
  const some = Array.isArray(when.fields) ? when.fields.map(String) : [];
  const chosen = one !== undefined ? [one] : some;
  const fields = form.fields.filter((each) => familyOf(each) !== undefined);

  function choose(keys: string[]): void {
    const added = keys.find((key) => !chosen.includes(key));
    const next = added === ANY ? [] : keys.filter((key) => key !== ANY);
    if (next.join() === chosen.join()) return;
    onChange({
      field: next.length === 1 ? next[0] : undefined,
      fields: next.length > 1 ? next : undefined,
      from: undefined,
      value: undefined,
    });
  }
  return (
    <>
      <span className="di-joining">{t("rules.when.what")}</span>
      <Slot
        label={t("rules.when.fields")}
        several
        choices={[
          { key: ANY, label: t("rules.when.anything") },
          ...fields.map((each) => ({ key: each.key, label: each.label })),
        ]}
        chosen={chosen.length > 0 ? chosen : [ANY]}
        problem={wrongAt(problems, "field") || wrongAt(problems, "fields")}
        joiner={t("rules.when.or")}
        onChoose={choose}
      />
      {one === undefined ? null : (
        <>
          <End {...props} field={one} setting="from" />
          <End {...props} field={one} setting="value" />
        </>
      )}
    </>
  );
}

/** From which value, to which: a certain one, or any. */
function End(props: TriggerFaceProps & { field: string; setting: "from" | "value" }) {
  const { t } = useTranslation();
  const { when, onChange, form, around, setting } = props;
  const field = fieldOf(form, props.field);
  const family = field && familyOf(field);
  const label = t(`rules.when.${setting}`);
  if (field === undefined || family === undefined) return null;
  const put = (value: unknown) => onChange({ [setting]: value });
  if (field.options?.length) {
    const value = when[setting];
    return (
      <>
        <span className="di-joining">{label}</span>
        <Slot
          label={label}
          tone={value === undefined ? "plain" : "word"}
          choices={[
            { key: "", label: t("rules.when.any_value") },
            ...field.options.map((each) => ({ key: each.key, label: each.label })),
          ]}
          chosen={[typeof value === "string" ? value : ""]}
          problem={wrongAt(props.problems, setting)}
          onChoose={([key]) => put(key || undefined)}
        />
      </>
    );
  }
  return (
    <>
      <span className="di-joining">{label}</span>
      {setting in when ? (
        <ValueSlot
          field={field}
          family={family}
          op="eq"
          value={when[setting]}
          form={form}
          around={around}
          allowed={{ me: false, field: false }}
          problem={wrongAt(props.problems, setting) || when[setting] === ""}
          onChange={put}
        />
      ) : null}
      <Slot
        label={label}
        tone="plain"
        choices={[
          { key: "any", label: t("rules.when.any_value") },
          { key: "one", label: t("rules.when.one_value") },
        ]}
        chosen={[setting in when ? "one" : "any"]}
        onChoose={([key]) => put(key === "any" ? undefined : (when[setting] ?? ""))}
      />
    </>
  );
}

export const triggerFace: TriggerFace = {
  icon: "edit",
  Words,
  say(when, { form, around, t }) {
    const field = typeof when.field === "string" ? fieldOf(form, when.field) : undefined;
    const value = (setting: string) => valueText(when[setting], field, form, t, around);
    if (field !== undefined) {
      const names = { form: form.name, field: field.label };
      if ("from" in when && "value" in when)
        return t("rules.say.updated_from_to", {
          ...names,
          from: value("from"),
          value: value("value"),
        });
      if ("value" in when) return t("rules.say.updated_to", { ...names, value: value("value") });
      if ("from" in when) return t("rules.say.updated_from", { ...names, from: value("from") });
      return t("rules.say.updated_field", names);
    }
    const some = Array.isArray(when.fields) ? when.fields.map(String) : [];
    if (some.length === 0) return t("rules.say.updated_any", { form: form.name });
    const labels = some.map((key) => fieldOf(form, key)?.label ?? key);
    return t("rules.say.updated_field", {
      form: form.name,
      field: labels.join(t("rules.when.or")),
    });
  },
  brief(when, { form, around, t }) {
    const field = typeof when.field === "string" ? fieldOf(form, when.field) : undefined;
    if (field === undefined) return t("rules.brief.updated", { form: form.name });
    return "value" in when
      ? valueText(when.value, field, form, t, around)
      : t("rules.brief.updated_field", { field: field.label });
  },
  start(form) {
    const field = form.fields.find((each) => each.type === "status") ?? form.fields[0];
    return field === undefined ? {} : { field: field.key };
  },
};
