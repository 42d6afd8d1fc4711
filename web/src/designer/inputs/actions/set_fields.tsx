import { useTranslation } from "react-i18next";
import { Icon } from "../../../app/icon";
import { type ActionFace, type ActionFaceProps, changed, hasProblem } from "../action-face";
import { familyOf } from "../families";
import { fieldOf } from "../model";
import { SetValue, setValueText } from "../set-value";
import { Slot } from "../slot";

type Values = Record<string, unknown>;

function valuesOf(line: ActionFaceProps["line"]): Values {
  return typeof line.set === "object" && line.set !== null ? (line.set as Values) : {};
}

function Details({ line, onChange, form, around, problems }: ActionFaceProps) {
  const { t } = useTranslation();
  const values = valuesOf(line);
  const free = form.fields.filter(
    (each) => !(each.key in values) && familyOf(each) !== undefined && each.type !== "auto_number",
  );
  const put = (next: Values) => onChange(changed(line, { set: next }));
  const rename = (from: string, to: string) =>
    put(
      Object.fromEntries(
        Object.entries(values).map(([key, value]) => (key === from ? [to, ""] : [key, value])),
      ),
    );
  return (
    <>
      {Object.entries(values).map(([key, value]) => {
        const field = fieldOf(form, key);
        const wrong = problems.some((each) => each.at[0] === "set" && each.at[1] === key);
        return (
          // biome-ignore lint/a11y/useSemanticElements: part of a sentence, no fieldset
          <div className="di-row" role="group" aria-label={field?.label ?? key} key={key}>
            <Slot
              label={t("inputs.set.field")}
              choices={[...(field ? [field] : []), ...free].map((each) => ({
                key: each.key,
                label: each.label,
              }))}
              chosen={[key]}
              problem={field === undefined}
              onChoose={([next]) => next && next !== key && rename(key, next)}
            />
            <span className="di-joining">{t("inputs.set.to")}</span>
            <SetValue
              field={field ?? { key, type: "text", label: key }}
              value={value}
              form={form}
              around={around}
              problem={wrong}
              onChange={(next) => put({ ...values, [key]: next })}
            />
            <button
              type="button"
              className="di-remove"
              aria-label={t("inputs.set.remove", { field: field?.label ?? key })}
              onClick={() => {
                const { [key]: _gone, ...rest } = values;
                put(rest);
              }}
            >
              <Icon name="x" size="s" />
            </button>
          </div>
        );
      })}
      <p className="di-more">
        <Slot
          label={t("inputs.set.add")}
          text={t("inputs.set.add")}
          tone="link"
          icon="plus"
          problem={Object.keys(values).length === 0 && hasProblem(problems, "set")}
          choices={free.map((each) => ({ key: each.key, label: each.label }))}
          chosen={[]}
          onChoose={([key]) => key && put({ ...values, [key]: "" })}
        />
      </p>
    </>
  );
}

export const actionFace: ActionFace = {
  icon: "edit",
  Details,
  start: () => ({ set: {} }),
  say(line, saying) {
    const { form, t } = saying;
    const said = Object.entries(valuesOf(line)).map(([key, value]) => {
      const field = fieldOf(form, key);
      const shown = setValueText(value, field, saying);
      return t(value === null ? "inputs.act.empty_field" : "inputs.act.set_field", {
        field: field?.label ?? key,
        value: shown,
      });
    });
    return said.length > 0 ? said.join(t("list.and")) : t("inputs.act.set_nothing");
  },
};
