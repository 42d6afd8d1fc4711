/** 字段权限: what is hidden at this step, what may be changed, and what must be filled in. */
import { useTranslation } from "react-i18next";
import { Icon } from "../../../app/icon";
import { useFlow } from "../flow-desk";
import type { PanelProps } from "../nodes/face";
import { Group, useSetLabel, Wrong } from "./part";

type Right = "hide" | "read" | "write" | "required";
/** Types that nobody fills in. */
const SHOWN = new Set(["note", "divider", "auto_number"]);
const RIGHTS: readonly Right[] = ["hide", "read", "write", "required"];

export function FieldRightsPanel({ node }: PanelProps) {
  const { t } = useTranslation();
  const { flow, form, set } = useFlow();
  const label = useSetLabel(node);
  const fields = flow.nodes[node]?.fields;
  const write = new Set(fields?.write);
  const required = new Set(fields?.required);
  const hidden = new Set(fields?.hide);
  const keys = form.fields.filter(({ type }) => !SHOWN.has(type)).map((field) => field.key);
  const gone = [...new Set([...write, ...required, ...hidden])].filter(
    (key) => !keys.includes(key),
  );
  const rightOf = (key: string): Right =>
    required.has(key) ? "required" : write.has(key) ? "write" : hidden.has(key) ? "hide" : "read";

  function give(wanted: readonly string[], right: Right): void {
    const order = [...keys, ...gone];
    const now = (key: string) => (wanted.includes(key) ? right : rightOf(key));
    const may = order.filter((key) => ["write", "required"].includes(now(key)));
    const none = order.filter((key) => now(key) === "hide");
    const must = order.filter((key) => now(key) === "required");
    const next = {
      ...(may.length ? { write: may } : {}),
      ...(must.length ? { required: must } : {}),
      ...(none.length ? { hide: none } : {}),
    };
    set(node, { fields: may.length || none.length ? next : null }, label("fields"));
  }
  return (
    <Group title={t("flows.tab.fields")} hint={t("flows.rights.help")}>
      <table className="fl-rights">
        <thead>
          <tr>
            <th scope="col">{t("flows.rights.field")}</th>
            {RIGHTS.map((right) => (
              <th scope="col" key={right}>
                <button
                  type="button"
                  title={t("flows.rights.all")}
                  onClick={() => give(keys, right)}
                >
                  {t(`flows.rights.${right}`)}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...keys, ...gone].map((key) => {
            const field = form.fields.find((each) => each.key === key);
            const name = field?.label ?? key;
            return (
              <tr key={key} className={field ? undefined : "is-gone"}>
                <th scope="row">
                  <span className="fl-cut">{name}</span>
                </th>
                {RIGHTS.map((right) => (
                  <td key={right}>
                    <label>
                      <input
                        type="radio"
                        name={`${node} ${key}`}
                        checked={rightOf(key) === right}
                        onChange={() => give([key], right)}
                        aria-label={`${name}: ${t(`flows.rights.${right}`)}`}
                      />
                      <span aria-hidden="true">
                        {rightOf(key) === right ? <Icon name="check" size="s" /> : null}
                      </span>
                    </label>
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      <Wrong path={["nodes", node, "fields"]} />
    </Group>
  );
}
