import { useTranslation } from "react-i18next";
import { useNow } from "../../app/now";
import { Moment } from "../../app/signs";
import { since } from "../../app/words";
import { besides, unturned } from "../../fields/isolate";
import { Limit } from "./limit";
import { limitOf } from "./task-limit";
import type { TaskListProps } from "./task-list";
import { TaskUrgency, usePriorityField } from "./task-table";

/** My tasks on a phone: cards in one column. */
export function Jobs({
  groups,
  onOpen,
  onClaim,
  claiming,
  onWithdraw,
  withdrawing,
  cc,
}: TaskListProps & { cc: boolean }) {
  const { t } = useTranslation();
  const now = useNow();
  const priority = usePriorityField();
  return (
    <>
      {groups.map((group) => (
        <section key={group.key}>
          {group.name ? (
            <h2 className="job-group">
              <span className={group.late ? "late" : ""}>{group.name}</span>
              <span className="count">{group.tasks.length}</span>
            </h2>
          ) : null}
          <ul>
            {group.tasks.map((task) => (
              <li
                key={task.id}
                className={task.state === "unread" ? "job is-unread" : "job"}
                data-task={task.id}
              >
                <div className="job-top">
                  {task.done_at ? (
                    <Moment at={task.done_at} />
                  ) : limitOf(task) ? (
                    <Limit task={task} />
                  ) : (
                    <span className={task.state === "unread" ? "unread-word" : ""}>
                      {t(task.state === "unread" ? "tasks.unread_one" : "due.none")}
                    </span>
                  )}
                  <span className="clip grow">{task.why}</span>
                  <span className="push whole">
                    {t(task.done_at && !cc ? "tasks.took" : "tasks.waited", {
                      time: since(
                        task.created_at,
                        task.done_at && !cc ? Date.parse(task.done_at) : now,
                        t,
                      ),
                    })}
                  </span>
                </div>
                <button type="button" className="job-title" onClick={() => onOpen(task)}>
                  <TaskUrgency task={task} field={priority(task)} />
                  <span>{unturned(task.record.title)}</span>
                </button>
                <div className="job-sub">{besides(task.record.customer, task.record.number)}</div>
                {task.can.includes("claim") ? (
                  <button
                    type="button"
                    className="btn btn-touch"
                    disabled={claiming === task.id}
                    onClick={() => onClaim(task)}
                  >
                    {t("task.claim")}
                  </button>
                ) : null}
                {task.state !== "claimed" && task.can.includes("withdraw") ? (
                  <button
                    type="button"
                    className="btn btn-touch"
                    disabled={withdrawing === task.id}
                    onClick={() => onWithdraw(task)}
                  >
                    {t("task.withdraw")}
                  </button>
                ) : null}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
