import { InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Document } from "../../../designer/document";
import { type InputForm, variablesOf } from "../../../designer/inputs";

const USUAL_MAX = 35;

/** The provider's places in a text: `${name}`, each once. */
export function placesOf(text: string): string[] {
  const found = [...text.matchAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g)].map(
    (match) => match[1] ?? "",
  );
  return [...new Set(found)];
}

/** Where each variable of the provider's template gets its value, and how long that may be. */
export function SmsVariables({
  wanted,
  value,
  form,
  onChange,
}: {
  wanted: readonly string[];
  value: Document;
  form: InputForm;
  onChange: (value: Document) => void;
}) {
  const { t } = useTranslation();
  const names = [...new Set([...wanted, ...Object.keys(value)])];
  const choices = variablesOf(form, {}, t).map((each) => ({ value: each.key, label: each.name }));
  if (names.length === 0) return <p className="field-help">{t("templates.no_variables")}</p>;
  return (
    <table className="templates-variables">
      <thead>
        <tr>
          <th scope="col">{t("templates.variable")}</th>
          <th scope="col">{t("templates.filled_from")}</th>
          <th scope="col">{t("templates.longest")}</th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => {
          const now = value[name];
          const long = typeof now === "object" && now !== null ? (now as Document) : null;
          const from = typeof now === "string" ? now : (long?.from as string | undefined);
          const max = typeof long?.max === "number" ? long.max : USUAL_MAX;
          return (
            <tr key={name}>
              <th scope="row">
                <code>{`\${${name}}`}</code>
              </th>
              <td>
                <Select
                  style={{ width: "100%" }}
                  value={from}
                  aria-label={t("templates.source_of", { name })}
                  placeholder={t("templates.choose_source")}
                  allowClear
                  options={choices}
                  onChange={(source: string | undefined) => {
                    const { [name]: _gone, ...rest } = value;
                    onChange(
                      source
                        ? { ...rest, [name]: max === USUAL_MAX ? source : { from: source, max } }
                        : rest,
                    );
                  }}
                />
              </td>
              <td>
                <InputNumber
                  min={1}
                  max={500}
                  value={max}
                  disabled={!from}
                  aria-label={t("templates.longest_of", { name })}
                  onChange={(wantedMax) =>
                    onChange({
                      ...value,
                      [name]:
                        wantedMax === null || wantedMax === USUAL_MAX
                          ? from
                          : { from, max: wantedMax },
                    })
                  }
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
