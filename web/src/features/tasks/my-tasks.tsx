import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useSearchParams } from "react-router";
import type { Task, TaskScope } from "../../api/types";
import { Bones } from "../../app/bones";
import { DUE_GROUPS, dueGroup } from "../../app/due";
import { Icon } from "../../app/icon";
import { useKeys } from "../../app/keys";
import { useNow } from "../../app/now";
import { usePageTitle } from "../../app/page-title";
import { formPath, recordPath, ticketForm } from "../../app/places";
import { tasksQuery, useWorkspace } from "../../app/queries";
import { usePhone } from "../../app/screen";
import { Trouble } from "../../app/trouble";
import { NoAppYet, TryIt } from "../../app/try-it";
import { useClaim, useMarkRead, useWithdraw } from "../../app/verbs";
import { Bell } from "../notifications/bell";
import { MoreOnScroll } from "../records/more-on-scroll";
import { Jobs } from "./jobs";
import { TaskTable } from "./task-table";
import "./tasks.css";

const TABS = ["todo", "done", "started", "cc"] as const;
type Tab = (typeof TABS)[number];

const SCOPES: Record<Tab, TaskScope> = { todo: "mine", done: "done", started: "started", cc: "cc" };

export interface TaskGroup {
  key: string;
  /** Without a heading when a tab is not grouped. */
  name?: string;
  late?: boolean;
  tasks: Task[];
}

function byDue(a: Task, b: Task): number {
  if (a.due_at && b.due_at) return Date.parse(a.due_at) - Date.parse(b.due_at);
  if (a.due_at || b.due_at) return a.due_at ? -1 : 1;
  return Date.parse(a.created_at) - Date.parse(b.created_at);
}

function useGroups(tasks: Task[], tab: Tab): TaskGroup[] {
  const { t } = useTranslation();
  const now = useNow();
  return useMemo(() => {
    if (tab !== "todo") return [{ key: tab, tasks }];
    const sorted = [...tasks].sort(byDue);
    return DUE_GROUPS.map((key) => ({
      key,
      name: t(`tasks.group.${key}`),
      late: key === "late",
      tasks: sorted.filter((task) => dueGroup(task.due_at, now) === key),
    })).filter((group) => group.tasks.length > 0);
  }, [tasks, tab, now, t]);
}

export function MyTasks() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const phone = usePhone();
  const workspace = useWorkspace();
  const [params, setParams] = useSearchParams();
  const wished = params.get("tab") as Tab | null;
  const tab: Tab = wished && TABS.includes(wished) ? wished : "todo";
  const query = useInfiniteQuery(tasksQuery(SCOPES[tab]));
  const mine = useInfiniteQuery(tasksQuery("mine"));
  const { claim, claiming } = useClaim();
  const { withdraw, withdrawing } = useWithdraw();
  const markRead = useMarkRead();
  usePageTitle(t("tasks.title"));
  const fresh = ticketForm(workspace);
  const counts = mine.data?.pages[0]?.counts;

  const tasks = useMemo(() => {
    const all = query.data?.pages.flatMap((page) => page.items) ?? [];
    return tab === "todo"
      ? all.filter((task) => task.state === "offered" || task.state === "claimed")
      : all;
  }, [query.data, tab]);
  const groups = useGroups(tasks, tab);
  const order = useMemo(() => groups.flatMap((group) => group.tasks), [groups]);
  const [current, setCurrent] = useState<string | null>(null);
  const at = order.findIndex((task) => task.id === current);
  const body = useRef<HTMLDivElement>(null);

  function open(task: Task) {
    markRead(task);
    navigate(recordPath(task.form, task.record.id), {
      state: {
        trail: {
          name: t("tasks.title"),
          back: `/tasks${tab === "todo" ? "" : `?tab=${tab}`}`,
          items: order.slice(0, 200).map((each) => ({ form: each.form, id: each.record.id })),
        },
      },
    });
  }

  function move(step: number) {
    const next = order[at < 0 ? 0 : Math.min(Math.max(at + step, 0), order.length - 1)];
    if (next) setCurrent(next.id);
  }

  useEffect(() => {
    if (current) {
      body.current?.querySelector(`[data-task="${current}"]`)?.scrollIntoView({ block: "nearest" });
    }
  }, [current]);

  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => {
      const task = order[at];
      if (task) open(task);
    },
    c: () => {
      const task = order[at];
      if (task?.can.includes("claim")) claim(task);
    },
    n: () => {
      if (fresh) navigate(`${formPath(fresh.key)}?new=1`);
    },
  });

  const shared = {
    groups,
    current,
    onCurrent: setCurrent,
    onOpen: open,
    onClaim: claim,
    claiming,
    onWithdraw: withdraw,
    withdrawing,
  };
  return (
    <>
      <header className="page-head">
        <h1>{t("tasks.title")}</h1>
        {phone ? <Bell className="tap push" /> : null}
        {fresh && !phone ? (
          <div className="tools">
            <Link className="btn btn-primary" to={`${formPath(fresh.key)}?new=1`}>
              <Icon name="plus" />
              {t("records.new_named", { form: fresh.name })}
              <kbd className="kbd">N</kbd>
            </Link>
          </div>
        ) : null}
      </header>
      <div className="tabs">
        <div className="tabs-scroll" role="tablist" aria-label={t("tasks.title")}>
          {TABS.map((each) => (
            <button
              key={each}
              type="button"
              role="tab"
              id={`tab-${each}`}
              aria-selected={each === tab}
              aria-controls="tasks"
              className={each === tab ? "tab is-on" : "tab"}
              onClick={() => setParams(each === "todo" ? {} : { tab: each })}
            >
              {t(`tasks.tab.${each}`)}
              {each === "todo" && counts ? (
                <span className="count">{counts.mine + counts.pool}</span>
              ) : null}
              {each === "cc" && counts?.cc ? (
                <span className="count is-new" title={t("tasks.unread", { count: counts.cc })}>
                  {counts.cc}
                </span>
              ) : null}
            </button>
          ))}
        </div>
      </div>
      <div
        className="page-body"
        id="tasks"
        role="tabpanel"
        aria-labelledby={`tab-${tab}`}
        ref={body}
      >
        {query.isPending ? <Bones /> : null}
        {query.error && !query.data ? (
          <Trouble error={query.error} retry={() => void query.refetch()} />
        ) : null}
        {query.data && order.length === 0 && workspace.apps.length === 0 ? <NoAppYet /> : null}
        {query.data && order.length === 0 && workspace.apps.length > 0 ? (
          <section className="nothing">
            <Icon name={tab === "todo" ? "check" : "tasks"} />
            <h2>{t(`tasks.empty.${tab}.title`)}</h2>
            <p>{t(`tasks.empty.${tab}.text`)}</p>
            {tab === "todo" && fresh ? (
              <div className="row">
                <Link className="btn" to={formPath(fresh.key)}>
                  {t("tasks.look_all", { form: fresh.name })}
                </Link>
                <TryIt app={fresh.key.split(".")[0] ?? ""} />
                <Link className="btn btn-primary" to={`${formPath(fresh.key)}?new=1`}>
                  <Icon name="plus" />
                  {t("records.new_named", { form: fresh.name })}
                </Link>
              </div>
            ) : null}
          </section>
        ) : null}
        {order.length > 0 ? (
          phone ? (
            <Jobs {...shared} />
          ) : (
            <TaskTable {...shared} done={tab !== "todo"} cc={tab === "cc"} />
          )
        ) : null}
        <MoreOnScroll query={query} />
      </div>
    </>
  );
}
