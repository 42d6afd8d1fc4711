import type { ReactNode, RefObject } from "react";
import { useTranslation } from "react-i18next";
import type { Form, RecordItem } from "../../api/types";
import type { Selection } from "../../app/selection";
import { ColumnHead } from "./column-head";
import { type Column, LEAST_TITLE, shownColumns, TICK_WIDTH, TITLE } from "./columns";
import type { ListState } from "./list-state";
import { useColumnDrag } from "./use-column-drag";
import { useColumnLabel } from "./use-column-label";

/** The table around the rows: heads, widths, and the tick for all. */
export function RecordGrid({
  form,
  columns,
  state,
  selection,
  order,
  onChange,
  onSelectAll,
  tight,
  children,
}: {
  form: Form;
  columns: Column[];
  state: ListState;
  selection: Selection;
  order: RefObject<string[]>;
  onChange: (change: Partial<ListState>) => void;
  onSelectAll: () => void;
  /** A record lies beside the list: its columns were chosen to fit. */
  tight: boolean;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const label = useColumnLabel(form);
  const some = selection.ids.size > 0;
  const all = some && order.current.every((id) => selection.ids.has(id));
  const others = shownColumns(form, state.columns)
    .map((column) => column.key)
    .filter((key) => !columns.some((column) => column.key === key));
  const width = (column: Column) => state.widths[column.key] ?? column.width;
  const fixed = columns
    .filter((column) => column.key !== TITLE)
    .reduce((sum, column) => sum + width(column), TICK_WIDTH);
  const drag = useColumnDrag(
    columns.map((column) => column.key),
    // What gave way to a record beside the list stays behind what is shown.
    (shown) => onChange({ columns: [...shown, ...others] }),
  );
  return (
    <table
      className={`work grid density-${state.density}`}
      data-landing={drag.moving?.to}
      style={tight ? {} : { minWidth: fixed + LEAST_TITLE }}
    >
      <colgroup>
        <col style={{ width: TICK_WIDTH }} />
        {columns.map((column) => (
          <col key={column.key} style={column.key === TITLE ? {} : { width: width(column) }} />
        ))}
      </colgroup>
      <thead>
        <tr>
          <th scope="col" className="tick-cell">
            <input
              type="checkbox"
              aria-label={t("list.select_all")}
              checked={all}
              ref={(element) => {
                if (element) element.indeterminate = some && !all;
              }}
              onChange={onSelectAll}
            />
          </th>
          {columns.map((column) => (
            <ColumnHead
              key={column.key}
              column={{ ...column, width: width(column) }}
              drag={drag}
              label={label(column.key)}
              sort={state.sort}
              onSort={(sort) => onChange({ sort })}
              onWidth={(wide) => onChange({ widths: { ...state.widths, [column.key]: wide } })}
            />
          ))}
        </tr>
      </thead>
      {children}
    </table>
  );
}

export interface RowProps {
  form: Form;
  columns: Column[];
  people: Record<string, { name: string }>;
  current: string | null;
  selection: Selection;
  onOpen: (record: RecordItem) => void;
  onSelect: (id: string, range: boolean) => void;
}
