import { useTranslation } from "react-i18next";
import type { Field, Form, RecordItem } from "../../api/types";
import { Icon } from "../../app/icon";
import { Moment, Urgency } from "../../app/signs";
import { Cell } from "./cell";
import { customerFields } from "./customer-of";

const WIDTHS: Partial<Record<Field["type"], number>> = {
  status: 116,
  priority: 104,
  radio: 124,
  member: 116,
  mobile: 132,
  email: 196,
  text: 128,
};
const MOST = 6;

/** The fields a list shows beside number and title: short ones, what is decided first. */
export function columnsOf(form: Form): Field[] {
  const { name, phone } = customerFields(form);
  const order = ["status", "priority", "radio", "member", "text", "mobile", "email"];
  return form.fields
    .filter(
      (field) =>
        field.key !== form.title_field &&
        order.includes(field.type) &&
        (!form.case || field.type !== "priority") &&
        (!form.case || field.type !== "email") &&
        (!form.case || field.type !== "text" || field.key === name) &&
        (!form.case || field.type !== "mobile" || field.key === phone),
    )
    .sort((a, b) => (form.case ? order.indexOf(a.type) - order.indexOf(b.type) : 0))
    .slice(0, MOST);
}

interface Props {
  form: Form;
  records: RecordItem[];
  people: Record<string, { name: string }>;
  sort: string;
  onSort: (sort: string) => void;
  current: string | null;
  onCurrent: (id: string) => void;
  onOpen: (id: string) => void;
}

export function RecordTable({
  form,
  records,
  people,
  sort,
  onSort,
  current,
  onCurrent,
  onOpen,
}: Props) {
  const { t } = useTranslation();
  const columns = columnsOf(form);
  const priority = form.fields.find((field) => field.type === "priority");
  const numbered = records.some((record) => record.number);
  const sortKey = sort.replace(/^-/, "");
  const falling = sort.startsWith("-");

  function heading(key: string, label: string) {
    const on = key === sortKey;
    return (
      <th key={key} scope="col" aria-sort={on ? (falling ? "descending" : "ascending") : undefined}>
        <button
          type="button"
          onClick={() => onSort(on ? (falling ? key : `-${key}`) : key)}
          title={t("records.sort_by", { field: label })}
        >
          {label}
          {on ? <Icon name={falling ? "down" : "up"} size="s" /> : null}
        </button>
      </th>
    );
  }

  return (
    <table className="work">
      <colgroup>
        {numbered ? <col style={{ width: 148 }} /> : null}
        <col />
        {columns.map((field) => (
          <col key={field.key} style={{ width: WIDTHS[field.type] }} />
        ))}
        <col style={{ width: 136 }} />
      </colgroup>
      <thead>
        <tr>
          {numbered ? <th scope="col">{t("records.number")}</th> : null}
          {form.title_field ? (
            heading(
              form.title_field,
              form.case
                ? t("tasks.column.title")
                : (form.fields.find((field) => field.key === form.title_field)?.label ??
                    t("tasks.column.title")),
            )
          ) : (
            <th scope="col">{t("tasks.column.title")}</th>
          )}
          {columns.map((field) => heading(field.key, field.label))}
          {heading("created_at", t("records.created_at"))}
        </tr>
      </thead>
      <tbody>
        {records.map((record) => {
          const urgency = priority ? record.values[priority.key] : null;
          return (
            <tr
              key={record.id}
              data-record={record.id}
              className={record.id === current ? "is-current" : ""}
              aria-current={record.id === current || undefined}
              onClick={() => onOpen(record.id)}
            >
              {numbered ? <td className="number">{record.number}</td> : null}
              <td className="title">
                <span className="row">
                  {priority ? (
                    typeof urgency === "string" ? (
                      <Urgency field={priority} value={urgency} bare />
                    ) : (
                      <span className="urgency" />
                    )
                  ) : null}
                  <button
                    type="button"
                    className="clip as-text"
                    onFocus={() => onCurrent(record.id)}
                    onClick={(event) => {
                      event.stopPropagation();
                      onOpen(record.id);
                    }}
                  >
                    {record.title}
                  </button>
                </span>
              </td>
              {columns.map((field) => (
                <td key={field.key}>
                  <Cell field={field} record={record} people={people} />
                </td>
              ))}
              <td>
                <Moment at={record.created_at} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
