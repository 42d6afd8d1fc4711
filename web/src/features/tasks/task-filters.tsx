import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Task } from "../../api/types";
import { type DueGroup, dueGroup } from "../../app/due";
import { Icon } from "../../app/icon";
import { textIn } from "../../app/local-text";
import { findForm } from "../../app/places";
import { Pop } from "../../app/pop";
import { usePreferences } from "../../app/preferences";
import { useWorkspace } from "../../app/queries";
import { levelOf, limitOf } from "./task-limit";

export interface TaskFilter {
  team: string | null;
  urgency: string | null;
  due: string | null;
  level: string | null;
}

export const TASK_FILTERS = ["team", "urgency", "due", "level"] as const;
const DUES = ["late", "today", "week", "open"] as const;
const WEEK = 7 * 86_400_000;

const inGroup: Record<string, (group: DueGroup, left: number) => boolean> = {
  late: (group) => group === "late",
  today: (group) => group === "late" || group === "today",
  week: (group, left) => group !== "open" && left <= WEEK,
  open: (group) => group === "open",
};

/** The team that is offered a task, by its full key as the workspace names it; tasks name it within their app. */
function teamOf({ form, team }: Pick<Task, "form" | "team">): string | null {
  return team ? `${form.split(".")[0]}.${team}` : null;
}

/** Whether a task passes; what is wanted by today or this week includes what is late already. */
export function passes(task: Task, filter: TaskFilter, now: number): boolean {
  if (filter.team && teamOf(task) !== filter.team) return false;
  if (filter.urgency && task.record.urgency !== filter.urgency) return false;
  if (filter.level && levelOf(task)?.key !== filter.level) return false;
  const test = filter.due ? inGroup[filter.due] : undefined;
  const due = limitOf(task)?.due ?? null;
  const left = due ? Date.parse(due) - now : Number.POSITIVE_INFINITY;
  return test ? test(dueGroup(due, now), left) : true;
}

/** What the tasks at hand can be filtered by. */
export function TaskFilters({
  tasks,
  filter,
  onChange,
}: {
  tasks: Task[];
  filter: TaskFilter;
  onChange: (change: Partial<TaskFilter>) => void;
}) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const language = usePreferences((state) => state.language);
  const teams = new Map<string, string>();
  const urgencies = new Map<string, string>();
  const levels = new Map<string, string>();
  for (const app of workspace.apps) {
    for (const team of app.teams) if (team.member) teams.set(team.key, team.name);
  }
  for (const task of tasks) {
    const team = teamOf(task);
    if (team && task.team_name) teams.set(team, task.team_name);
    const level = levelOf(task);
    if (level) levels.set(level.key, textIn(level.name, language) || level.key);
    const options = findForm(workspace, task.form)?.fields.find(
      (field) => field.type === "priority",
    )?.options;
    for (const option of options ?? []) urgencies.set(option.key, option.label);
  }
  const dues = new Map(DUES.map((due) => [due as string, t(`tasks.due.${due}`)]));
  const choices = { team: teams, urgency: urgencies, due: dues, level: levels };
  return (
    <div className="tools task-filters">
      {TASK_FILTERS.map((name) =>
        choices[name].size > (name === "level" ? 0 : 1) || filter[name] ? (
          <Choice
            key={name}
            name={t(`tasks.filter.${name}`)}
            options={choices[name]}
            value={filter[name]}
            onChange={(value) => onChange({ [name]: value })}
          />
        ) : null,
      )}
    </div>
  );
}

function Choice({
  name,
  options,
  value,
  onChange,
}: {
  name: string;
  options: Map<string, string>;
  value: string | null;
  onChange: (value: string | null) => void;
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Pop
      name={name}
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      content={
        <ul className="pick-list">
          {[["", t("tasks.filter.any")] as const, ...options].map(([key, label]) => {
            const on = (value ?? "") === key;
            return (
              <li key={key}>
                <button
                  type="button"
                  aria-pressed={on}
                  onClick={() => {
                    onChange(key || null);
                    setOpen(false);
                  }}
                >
                  {label}
                  {on ? <Icon name="check" size="s" /> : null}
                </button>
              </li>
            );
          })}
        </ul>
      }
    >
      <button
        type="button"
        className={value ? "btn btn-plain btn-small is-accent" : "btn btn-plain btn-small"}
        aria-expanded={open}
        aria-haspopup="dialog"
      >
        {value ? (options.get(value) ?? name) : name}
        <Icon name="down" size="s" />
      </button>
    </Pop>
  );
}
