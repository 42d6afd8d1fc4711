import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field, Task } from "../../api/types";
import { Icon } from "../../app/icon";
import { useNow } from "../../app/now";
import { findForm } from "../../app/places";
import { useWorkspace } from "../../app/queries";
import type { Selection } from "../../app/selection";
import { Moment, Urgency } from "../../app/signs";
import { since } from "../../app/words";
import { Limit } from "./limit";
import { limitOf } from "./task-limit";
import type { TaskListProps } from "./task-list";

/** The priority field of a task's form, to draw the urgency the task carries. */
export function usePriorityField(): (task: Task) => Field | undefined {
  const workspace = useWorkspace();
  return (task) =>
    findForm(workspace, task.form)?.fields.find((field) => field.type === "priority");
}

export function TaskUrgency({ task, field }: { task: Task; field: Field | undefined }) {
  return field && task.record.urgency ? (
    <Urgency field={field} value={task.record.urgency} bare />
  ) : (
    <span className="urgency" />
  );
}

function rowClass(task: Task, current: string | null, selection: Selection | undefined): string {
  return [
    task.id === current ? "is-current" : "",
    task.state === "unread" ? "is-unread" : "",
    selection?.ids.has(task.id) ? "is-selected" : "",
  ]
    .join(" ")
    .trim();
}

export function TaskTable({
  groups,
  current,
  onCurrent,
  onOpen,
  onClaim,
  claiming,
  onWithdraw,
  withdrawing,
  selection,
  onSelect,
  onSelectAll,
  tight,
  done,
  cc,
}: TaskListProps & { done: boolean; cc: boolean }) {
  const { t } = useTranslation();
  const now = useNow();
  const priority = usePriorityField();
  const [folded, setFolded] = useState<string[]>([]);
  const shown = groups.flatMap((group) => group.tasks);
  const all = shown.length > 0 && shown.every((task) => selection?.ids.has(task.id));
  return (
    <table className={tight ? "work task-table is-tight" : "work task-table"}>
      <colgroup>
        {selection ? <col style={{ width: 48 }} /> : null}
        <col className="col-due" />
        <col className="col-number" />
        <col />
        {tight ? null : (
          <>
            <col className="col-customer" />
            <col className="col-node" />
            <col className="col-why" />
            <col className="col-age" />
            <col className="col-act" />
          </>
        )}
      </colgroup>
      <thead>
        <tr>
          {selection ? (
            <th scope="col" className="tick-cell">
              <input
                type="checkbox"
                aria-label={t("list.select_all")}
                checked={all}
                ref={(element) => {
                  if (element) element.indeterminate = !all && selection.ids.size > 0;
                }}
                onChange={onSelectAll}
              />
            </th>
          ) : null}
          <th scope="col">
            {t(cc ? "tasks.column.read" : done ? "tasks.column.done" : "tasks.column.due")}
          </th>
          <th scope="col">{t("records.number")}</th>
          <th scope="col">{t("tasks.column.title")}</th>
          {tight ? null : (
            <>
              <th scope="col">{t("tasks.column.customer")}</th>
              <th scope="col">{t("tasks.column.node")}</th>
              <th scope="col">{t("tasks.column.why")}</th>
              <th scope="col" className="num">
                {t(cc ? "tasks.column.got" : done ? "tasks.column.took" : "tasks.column.age")}
              </th>
              <th scope="col">
                <span className="unseen">{t("tasks.column.act")}</span>
              </th>
            </>
          )}
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => {
          const closed = folded.includes(group.key);
          return (
            <Fragment key={group.key}>
              {group.name ? (
                <tr className="group">
                  <td colSpan={(selection ? 1 : 0) + (tight ? 3 : 8)}>
                    <button
                      type="button"
                      className="row"
                      aria-expanded={!closed}
                      onClick={() =>
                        setFolded(
                          closed
                            ? folded.filter((key) => key !== group.key)
                            : [...folded, group.key],
                        )
                      }
                    >
                      <Icon name="down" size="s" className={closed ? "is-folded" : ""} />
                      <span className={group.late ? "late" : ""}>{group.name}</span>
                      <span className="count">{group.tasks.length}</span>
                    </button>
                  </td>
                </tr>
              ) : null}
              {closed
                ? null
                : group.tasks.map((task) => (
                    <tr
                      key={task.id}
                      data-task={task.id}
                      className={rowClass(task, current, selection)}
                      aria-current={task.id === current || undefined}
                      onClick={() => onOpen(task)}
                    >
                      {selection ? (
                        <td className="tick-cell">
                          <input
                            type="checkbox"
                            aria-label={t("list.select_one", {
                              title: task.record.number || task.record.title,
                            })}
                            checked={selection.ids.has(task.id)}
                            onClick={(event) => {
                              event.stopPropagation();
                              onSelect(task.id, event.shiftKey);
                            }}
                            onChange={() => undefined}
                          />
                        </td>
                      ) : null}
                      <td>
                        {task.done_at ? (
                          <Moment at={task.done_at} />
                        ) : limitOf(task) ? (
                          <Limit task={task} />
                        ) : (
                          <span className={cc ? "unread-word" : "quiet"}>
                            {t(cc ? "tasks.unread_one" : "due.none")}
                          </span>
                        )}
                      </td>
                      <td className="number">{task.record.number}</td>
                      <td className="title">
                        <span className="row">
                          <TaskUrgency task={task} field={priority(task)} />
                          <button
                            type="button"
                            className="clip as-text"
                            onFocus={() => onCurrent(task.id)}
                            onClick={(event) => {
                              event.stopPropagation();
                              onOpen(task);
                            }}
                          >
                            {task.record.title}
                          </button>
                        </span>
                      </td>
                      {tight ? null : (
                        <>
                          <td>{task.record.customer}</td>
                          <td>{task.name}</td>
                          <td title={task.why}>
                            <span className="why">{task.why}</span>
                          </td>
                          <td className="num">
                            {since(
                              task.created_at,
                              task.done_at && !cc ? Date.parse(task.done_at) : now,
                              t,
                            )}
                          </td>
                          <td className="act">
                            {task.can.includes("claim") ? (
                              <button
                                type="button"
                                className="btn btn-small"
                                disabled={claiming === task.id}
                                onClick={(event) => {
                                  event.stopPropagation();
                                  onClaim(task);
                                }}
                              >
                                {t("task.claim")}
                                {task.id === current ? <kbd className="kbd">C</kbd> : null}
                              </button>
                            ) : null}
                            {done && task.can.includes("withdraw") ? (
                              <button
                                type="button"
                                className="btn btn-small"
                                disabled={withdrawing === task.id}
                                onClick={(event) => {
                                  event.stopPropagation();
                                  onWithdraw(task);
                                }}
                              >
                                {t("task.withdraw")}
                              </button>
                            ) : null}
                          </td>
                        </>
                      )}
                    </tr>
                  ))}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}
