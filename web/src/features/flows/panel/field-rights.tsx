/** 字段权限: what is hidden at this step, what may be changed, and what must be filled in. */
import { memo, useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../app/icon";
import { ListSearch } from "../../../designer/list-search";
import { matchesText } from "../../../designer/pinyin";
import { useFlow } from "../flow-desk";
import type { PanelProps } from "../nodes/face";
import { Group, useSetLabel, Wrong } from "./part";

type Right = "hide" | "read" | "write" | "required";
/** Types that nobody fills in. */
const SHOWN = new Set(["note", "divider", "auto_number"]);
const RIGHTS: readonly Right[] = ["hide", "read", "write", "required"];

/** From so many fields on there is a box to search them. */
const SEARCHED_FROM = 20;

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
  const labels = new Map(form.fields.map((field) => [field.key, field.label]));
  const many = keys.length >= SEARCHED_FROM;
  const [search, setSearch] = useState("");
  const all = [...keys, ...gone];
  const shown =
    many && search.trim() ? all.filter((key) => matchesText(labels.get(key) ?? key, search)) : all;
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
  // Rows stay as they are while the right of another one changes: only what is new is drawn.
  const newest = useRef(give);
  newest.current = give;
  const giveOne = useCallback((key: string, right: Right) => newest.current([key], right), []);
  return (
    <Group title={t("flows.tab.fields")} hint={t("flows.rights.help")}>
      {many ? (
        <ListSearch
          className="fl-rights-find"
          label={t("flows.rights.find")}
          value={search}
          onChange={setSearch}
        />
      ) : null}
      <table className="fl-rights">
        <thead>
          <tr>
            <th scope="col">{t("flows.rights.field")}</th>
            {RIGHTS.map((right) => (
              <th scope="col" key={right}>
                <button
                  type="button"
                  title={t("flows.rights.all")}
                  onClick={() => give(many && search ? shown : keys, right)}
                >
                  {t(`flows.rights.${right}`)}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((key) => (
            <Row
              key={key}
              node={node}
              field={key}
              name={labels.get(key)}
              right={rightOf(key)}
              onGive={giveOne}
            />
          ))}
        </tbody>
      </table>
      <Wrong path={["nodes", node, "fields"]} />
    </Group>
  );
}

interface RowProps {
  node: string;
  field: string;
  /** Undefined: the form has no such field any more. */
  name: string | undefined;
  right: Right;
  onGive: (field: string, right: Right) => void;
}

const Row = memo(function Row({ node, field, name, right: chosen, onGive }: RowProps) {
  const { t } = useTranslation();
  const label = name ?? field;
  return (
    <tr className={name === undefined ? "is-gone" : undefined}>
      <th scope="row">
        <span className="fl-cut">{label}</span>
      </th>
      {RIGHTS.map((right) => (
        <td key={right}>
          <label>
            <input
              type="radio"
              name={`${node} ${field}`}
              checked={chosen === right}
              onChange={() => onGive(field, right)}
              aria-label={`${label}: ${t(`flows.rights.${right}`)}`}
            />
            <span aria-hidden="true">
              {chosen === right ? <Icon name="check" size="s" /> : null}
            </span>
          </label>
        </td>
      ))}
    </tr>
  );
});
