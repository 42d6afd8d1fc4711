/** What a step writes by itself: fields and their values. */
import { useTranslation } from "react-i18next";
import { SetValue, Slot } from "../../../designer/inputs";
import { useFlow } from "../flow-desk";
import type { Values } from "../graph/flow";
import { RemoveButton } from "./part";

/** Types whose values nobody writes by hand here. */
const LEFT_OUT = new Set(["files", "note", "divider", "auto_number"]);

export function SetValues({
  value,
  onChange,
  add,
}: {
  value: Values | undefined;
  /** Undefined: nothing is set. */
  onChange: (value: Values | undefined) => void;
  /** The text of the way to one more. */
  add: string;
}) {
  const { t } = useTranslation();
  const { form, around } = useFlow();
  const values = value ?? {};
  const free = form.fields.filter((field) => !(field.key in values) && !LEFT_OUT.has(field.type));
  function begin(key: string): void {
    const field = form.fields.find((each) => each.key === key);
    const first = field?.options?.[0]?.key ?? (field?.type === "member" ? { actor: true } : "");
    onChange({ ...values, [key]: first });
  }
  return (
    <div className="fl-sets">
      {Object.entries(values).map(([key, each]) => {
        const field = form.fields.find((found) => found.key === key);
        const { [key]: _gone, ...rest } = values;
        return (
          <div className="fl-say fl-set" key={key}>
            <b className="fl-cut">{field?.label ?? key}</b>
            <span>{t("flows.becomes")}</span>
            {field ? (
              <SetValue
                field={field}
                value={each}
                form={form}
                around={around}
                onChange={(next) => onChange({ ...values, [key]: next })}
              />
            ) : (
              <code>{String(each)}</code>
            )}
            <RemoveButton
              label={t("flows.unset", { field: field?.label ?? key })}
              onClick={() => onChange(Object.keys(rest).length ? rest : undefined)}
            />
          </div>
        );
      })}
      {free.length ? (
        <Slot
          label={add}
          tone="link"
          icon="plus"
          text={add}
          choices={free.map((field) => ({ key: field.key, label: field.label }))}
          chosen={[]}
          onChoose={([key]) => key && begin(key)}
        />
      ) : null}
    </div>
  );
}
