import { memo, type ReactNode, type RefObject, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Field, Form, RecordItem } from "../../api/types";
import { LevelSign, type ReachedLevel } from "../../app/level";
import { useRowWindow } from "../../app/row-window";
import { Countdown, Moment, Urgency } from "../../app/signs";
import { ANSWER_DUE, LEVEL, MISSED } from "../../app/usual-list";
import { kindOf, type LinkedRecord } from "../../fields";
import { unturned } from "../../fields/isolate";
import { Cell, LinkedContext } from "./cell";
import { type Column, DUE, isTime, TITLE } from "./columns";
import type { RowProps } from "./record-grid";

/** The rows of a list or of one of its groups; only those near the visible part are drawn. */
export function RecordRows({
  records,
  height,
  scroller,
  head,
  tail,
  linked = {},
  ...props
}: RowProps & {
  records: readonly RecordItem[];
  /** Of a row, in pixels. */
  height: number;
  scroller: RefObject<HTMLElement | null>;
  head?: ReactNode;
  tail?: ReactNode;
  /** Titles of linked records, by id. */
  linked?: Record<string, LinkedRecord>;
}) {
  const body = useRef<HTMLTableSectionElement>(null);
  const { first, end } = useRowWindow(scroller, body, records.length, height);
  const span = props.columns.length + 1;
  return (
    <LinkedContext value={linked}>
      {head ? <tbody>{head}</tbody> : null}
      <tbody ref={body}>
        {first > 0 ? <Spacer height={first * height} span={span} /> : null}
        {records.slice(first, end).map((record) => (
          <Row
            key={record.id}
            form={props.form}
            columns={props.columns}
            people={props.people}
            record={record}
            current={record.id === props.current}
            selected={props.selection.ids.has(record.id)}
            onOpen={props.onOpen}
            onSelect={props.onSelect}
          />
        ))}
        {end < records.length ? (
          <Spacer height={(records.length - end) * height} span={span} />
        ) : null}
        {tail}
      </tbody>
    </LinkedContext>
  );
}

function Spacer({ height, span }: { height: number; span: number }) {
  return (
    <tr className="spacer">
      <td colSpan={span} style={{ height }} />
    </tr>
  );
}

const Row = memo(function Row({
  form,
  columns,
  people,
  record,
  current,
  selected,
  onOpen,
  onSelect,
}: {
  form: Form;
  columns: Column[];
  people: RowProps["people"];
  record: RecordItem;
  current: boolean;
  selected: boolean;
  onOpen: RowProps["onOpen"];
  onSelect: RowProps["onSelect"];
}) {
  const { t } = useTranslation();
  const classes = [current ? "is-current" : "", selected ? "is-selected" : ""].join(" ").trim();
  return (
    <tr
      data-record={record.id}
      className={classes}
      aria-current={current || undefined}
      aria-selected={selected}
      onClick={() => onOpen(record)}
    >
      <td className="tick-cell">
        <input
          type="checkbox"
          aria-label={t("list.select_one", { title: record.number || record.title })}
          checked={selected}
          onClick={(event) => {
            event.stopPropagation();
            onSelect(record.id, event.shiftKey);
          }}
          onChange={() => undefined}
        />
      </td>
      {columns.map((column) =>
        column.key === TITLE ? (
          <Title key={column.key} form={form} record={record} onOpen={onOpen} />
        ) : (
          <td key={column.key} className={classOf(column)}>
            <Value column={column} record={record} people={people} />
          </td>
        ),
      )}
    </tr>
  );
});

function classOf({ key, field }: Column): string | undefined {
  if (key === "number") return "number";
  return field && kindOf(field).numeric ? "num" : undefined;
}

function Title({
  form,
  record,
  onOpen,
}: {
  form: Form;
  record: RecordItem;
  onOpen: RowProps["onOpen"];
}) {
  const priority = form.fields.find((field) => field.type === "priority");
  return (
    <td className="title">
      <span className="row">
        {priority ? <Level field={priority} value={record.values[priority.key]} /> : null}
        <button
          type="button"
          className="clip as-text"
          onClick={(event) => {
            event.stopPropagation();
            onOpen(record);
          }}
        >
          {unturned(record.title)}
        </button>
      </span>
    </td>
  );
}

function Level({ field, value }: { field: Field; value: unknown }) {
  return typeof value === "string" ? (
    <Urgency field={field} value={value} bare />
  ) : (
    <span className="urgency" />
  );
}

function Value({
  column,
  record,
  people,
}: {
  column: Column;
  record: RecordItem;
  people: RowProps["people"];
}) {
  if (column.field) return <Cell field={column.field} record={record} people={people} />;
  if (column.key === "number") return <>{record.number}</>;
  if (column.key === DUE) return <Limit due={(record as Limited).due} />;
  if (isTime(column.key)) {
    return <Moment at={column.key === "created_at" ? record.created_at : record.updated_at} />;
  }
  return <Promised column={column.key} promises={(record as Limited).promises} />;
}

/** What a single promise of a ticket has come to. */
function Promised({ column, promises }: { column: string; promises: Limited["promises"] }) {
  const { t } = useTranslation();
  if (!promises) return null;
  const { due, level, missed } = promises;
  if (column === LEVEL) return level ? <LevelSign level={level} /> : null;
  if (column === MISSED) return t(missed ? "list.yes" : "list.no");
  if (column === ANSWER_DUE) return <Limit due={due.first_response ?? due.next_response} />;
  return <Limit due={due[column.replace(/_due$/, "") as keyof typeof due]} />;
}

function Limit({ due }: { due?: Due | null | undefined }) {
  return due ? (
    <Countdown due={due.due_at} from={due.from} warn={due.warned_at} level={due.level} />
  ) : null;
}

interface Limited extends RecordItem {
  due?: Due | null;
  promises?: {
    due: Record<"first_response" | "next_response" | "resolution", Due | null>;
    level: ReachedLevel | null;
    missed: boolean;
  } | null;
}

interface Due {
  due_at: string;
  from: string;
  warned_at: string | null;
  level: ReachedLevel | null;
}
