import { useInfiniteQuery } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useSearchParams } from "react-router";
import type { Task, TaskScope } from "../../api/types";
import { BesideFrame, useRoomBeside } from "../../app/beside";
import { BesideBones, WorkBones } from "../../app/bones";
import { useCommands } from "../../app/commands";
import { DUE_GROUPS, dueGroup } from "../../app/due";
import { Icon } from "../../app/icon";
import { useKeys } from "../../app/keys";
import { useNow } from "../../app/now";
import { usePageTitle } from "../../app/page-title";
import { openPalette } from "../../app/palette-state";
import { findForm, formPath, recordPath, ticketForm } from "../../app/places";
import { tasksQuery, useWorkspace } from "../../app/queries";
import { usePhone } from "../../app/screen";
import { allOrNone, extended, kept, NOTHING, toggled } from "../../app/selection";
import { Trouble } from "../../app/trouble";
import { NoAppYet } from "../../app/try-it";
import { useClaim, useMarkRead, useWithdraw } from "../../app/verbs";
import { Bell } from "../notifications/bell";
import { MoreOnScroll } from "../records/more-on-scroll";
import { Jobs } from "./jobs";
import { NoneToDo } from "./none-to-do";
import { TaskBulk } from "./task-bulk";
import { passes, TASK_FILTERS, type TaskFilter, TaskFilters } from "./task-filters";
import { TaskTable } from "./task-table";
import "./tasks.css";
import { limitOf } from "./task-limit";
import type { TaskGroup } from "./task-list";
import "../records/list.css";

const Beside = lazy(async () => ({ default: (await import("../ticket/beside")).Beside }));

/** About as wide as those of the table. */
const COLUMNS = [32, 152, 134, null, 100, 76, 172, 96, 112] as const;

const TABS = ["todo", "done", "started", "cc"] as const;
type Tab = (typeof TABS)[number];

const SCOPES: Record<Tab, TaskScope> = { todo: "mine", done: "done", started: "started", cc: "cc" };

function byDue(a: Task, b: Task): number {
  const [first, second] = [limitOf(a)?.due, limitOf(b)?.due];
  if (first && second) return Date.parse(first) - Date.parse(second);
  if (first || second) return first ? -1 : 1;
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
      tasks: sorted.filter((task) => dueGroup(limitOf(task)?.due ?? null, now) === key),
    })).filter((group) => group.tasks.length > 0);
  }, [tasks, tab, now, t]);
}

/** The record beside the list, as the address names it: form and id. */
const placeOf = (task: Task) => `${task.form}/${task.record.id}`;

export function MyTasks() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const phone = usePhone();
  const room = useRoomBeside();
  const workspace = useWorkspace();
  const now = useNow();
  const [params, setParams] = useSearchParams();
  const wished = params.get("tab") as Tab | null;
  const tab: Tab = wished && TABS.includes(wished) ? wished : "todo";
  const filter: TaskFilter = {
    team: params.get("team"),
    urgency: params.get("urgency"),
    due: params.get("due"),
    level: params.get("level"),
  };
  const { team, urgency, due, level } = filter;
  const narrowed = TASK_FILTERS.some((name) => filter[name]);
  const open = room && !phone ? params.get("open") : null;
  const [openForm = "", openId = ""] = open?.split("/") ?? [];
  const besideForm = findForm(workspace, openForm);
  const query = useInfiniteQuery(tasksQuery(SCOPES[tab]));
  const mine = useInfiniteQuery(tasksQuery("mine"));
  const { claim, claiming } = useClaim();
  const { withdraw, withdrawing } = useWithdraw();
  const markRead = useMarkRead();
  usePageTitle(t("tasks.title"));
  const fresh = ticketForm(workspace);
  const counts = mine.data?.pages[0]?.counts;

  const every = useMemo(() => {
    const all = query.data?.pages.flatMap((page) => page.items) ?? [];
    return tab === "todo"
      ? all.filter((task) => task.state === "offered" || task.state === "claimed")
      : all;
  }, [query.data, tab]);
  const tasks = useMemo(
    () => every.filter((task) => passes(task, { team, urgency, due, level }, now)),
    [every, team, urgency, due, level, now],
  );
  const groups = useGroups(tasks, tab);
  const order = useMemo(() => groups.flatMap((group) => group.tasks), [groups]);
  const ids = useMemo(() => order.map((task) => task.id), [order]);
  const [current, setCurrent] = useState<string | null>(null);
  const at = ids.indexOf(current ?? "");
  const [selection, setSelection] = useState(NOTHING);
  useEffect(() => setSelection((before) => kept(before, ids)), [ids]);
  const selectable = tab === "todo";
  const selected = useMemo(
    () => (selectable ? order.filter((task) => selection.ids.has(task.id)) : []),
    [selectable, order, selection],
  );
  const body = useRef<HTMLDivElement>(null);

  function put(changes: Record<string, string | null>) {
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [key, value] of Object.entries(changes)) {
          if (value) next.set(key, value);
          else next.delete(key);
        }
        return next;
      },
      { replace: true },
    );
  }

  function whole(place: string) {
    const [form = "", id = ""] = place.split("/");
    navigate(recordPath(form, id), {
      state: {
        trail: {
          name: t("tasks.title"),
          back: `${location.pathname}${location.search}`,
          items: order.slice(0, 200).map((each) => ({ form: each.form, id: each.record.id })),
        },
      },
    });
  }

  function openTask(task: Task) {
    markRead(task);
    setCurrent(task.id);
    if (phone || !room) whole(placeOf(task));
    else put({ open: open === placeOf(task) ? null : placeOf(task) });
  }

  function move(step: number, range = false) {
    const next = order[at < 0 ? 0 : Math.min(Math.max(at + step, 0), order.length - 1)];
    if (!next) return;
    if (range && selectable) {
      setSelection((before) =>
        extended(before.anchor ? before : toggled(before, current ?? next.id), next.id, ids),
      );
    }
    setCurrent(next.id);
    if (open) {
      markRead(next);
      put({ open: placeOf(next) });
    }
  }

  const select = useCallback(
    (id: string, range: boolean) => {
      setCurrent(id);
      setSelection((before) => (range ? extended(before, id, ids) : toggled(before, id)));
    },
    [ids],
  );

  useEffect(() => {
    if (current) {
      body.current?.querySelector(`[data-task="${current}"]`)?.scrollIntoView({ block: "nearest" });
    }
  }, [current]);

  const tick = () => {
    if (current && selectable) select(current, false);
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    "Shift+ArrowDown": () => move(1, true),
    "Shift+ArrowUp": () => move(-1, true),
    x: tick,
    " ": tick,
    Enter: () => {
      const task = order[at];
      if (task && open === placeOf(task)) whole(open);
      else if (task) openTask(task);
      else if (open) whole(open);
    },
    Escape: () => {
      if (selection.ids.size) setSelection(NOTHING);
      else if (open) put({ open: null });
    },
  });
  const present = order[at];
  useCommands(
    present?.can.includes("claim") && !open
      ? [
          {
            id: "claim",
            name: t("task.claim"),
            group: "here",
            icon: "claim",
            keys: "c",
            run: () => claim(present),
          },
        ]
      : [],
    present?.record.number || present?.record.title || "",
  );

  const shared = {
    groups,
    current,
    onCurrent: setCurrent,
    onOpen: openTask,
    onClaim: claim,
    claiming,
    onWithdraw: withdraw,
    withdrawing,
    onSelect: select,
    onSelectAll: () => setSelection((before) => allOrNone(before, ids)),
    tight: open !== null,
    ...(selectable ? { selection } : {}),
  };
  const clear = () => put({ team: null, urgency: null, due: null });
  return (
    <>
      <header className="page-head">
        <h1>{t("tasks.title")}</h1>
        {phone ? (
          <>
            <button
              type="button"
              className="tap push"
              aria-label={t("shell.search")}
              onClick={openPalette}
            >
              <Icon name="search" size="l" />
            </button>
            <Bell className="tap" />
          </>
        ) : null}
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
        {phone ? null : <TaskFilters tasks={every} filter={filter} onChange={put} />}
      </div>
      <div className="with-beside">
        <div className="list-part">
          <div
            className="page-body"
            id="tasks"
            role="tabpanel"
            aria-labelledby={`tab-${tab}`}
            ref={body}
          >
            {query.isPending ? <WorkBones columns={COLUMNS} grouped={tab === "todo"} /> : null}
            {query.error && !query.data ? (
              <Trouble error={query.error} retry={() => void query.refetch()} />
            ) : null}
            {query.data && order.length === 0 && narrowed && every.length > 0 ? (
              <section className="nothing">
                <Icon name="search" />
                <h2>{t("tasks.none_left")}</h2>
                <p>{t("tasks.none_left_text")}</p>
                <button type="button" className="btn" onClick={clear}>
                  {t("records.clear")}
                </button>
              </section>
            ) : null}
            {query.data && every.length === 0 && workspace.apps.length === 0 ? <NoAppYet /> : null}
            {query.data && every.length === 0 && workspace.apps.length > 0 ? (
              tab === "todo" ? (
                <NoneToDo fresh={fresh} />
              ) : (
                <section className="nothing">
                  <Icon name="tasks" />
                  <h2>{t(`tasks.empty.${tab}.title`)}</h2>
                  <p>{t(`tasks.empty.${tab}.text`)}</p>
                </section>
              )
            ) : null}
            {order.length > 0 ? (
              phone ? (
                <Jobs {...shared} cc={tab === "cc"} />
              ) : (
                <TaskTable {...shared} done={tab !== "todo"} cc={tab === "cc"} />
              )
            ) : null}
            <MoreOnScroll query={query} />
          </div>
          {phone ? null : <TaskBulk selected={selected} onClear={() => setSelection(NOTHING)} />}
        </div>
        {open && besideForm ? (
          <BesideFrame
            at={order.findIndex((task) => placeOf(task) === open)}
            of={order.length}
            onMove={move}
            onWhole={() => whole(open)}
            onClose={() => put({ open: null })}
          >
            <Suspense fallback={<BesideBones />}>
              <Beside form={besideForm} id={openId} />
            </Suspense>
          </BesideFrame>
        ) : null}
      </div>
    </>
  );
}
