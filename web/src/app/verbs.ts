import { type InfiniteData, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { api, call, once } from "../api/client";
import type { FlowState, Task, TaskPage } from "../api/types";
import { flowQuery, recordQuery, tasksQuery, useWorkspace } from "./queries";
import { useSaying } from "./saying";

type Key = ReturnType<typeof once>;

/** Puts a task's new state into My tasks and into the flow of its record. */
function useShowTask() {
  const queries = useQueryClient();
  return (id: string, form: string, record: string, change: (task: Task) => Task) => {
    const swap = (task: Task) => (task.id === id ? change(task) : task);
    queries.setQueryData(
      tasksQuery("mine").queryKey,
      (pages: InfiniteData<TaskPage> | undefined) =>
        pages && {
          ...pages,
          pages: pages.pages.map((page) => ({ ...page, items: page.items.map(swap) })),
        },
    );
    queries.setQueryData(
      flowQuery(form, record).queryKey,
      (flow: FlowState | null | undefined) => flow && { ...flow, tasks: flow.tasks.map(swap) },
    );
  };
}

/** Reads again whatever an act on a task can have changed. */
export function useReadAgain() {
  const queries = useQueryClient();
  return (task: Task) =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ["tasks"] }),
      queries.invalidateQueries({ queryKey: flowQuery(task.form, task.record.id).queryKey }),
      queries.invalidateQueries({ queryKey: recordQuery(task.form, task.record.id).queryKey }),
      queries.invalidateQueries({ queryKey: ["activity", task.form, task.record.id] }),
    ]);
}

/** Lets an act on a task begin once at a time: the second press of a double click finds it under way. */
function useOneAtATime() {
  const under = useRef(new Set<string>());
  return {
    begin: (task: Task, act: () => void) => {
      if (under.current.has(task.id)) return;
      under.current.add(task.id);
      act();
    },
    end: (task: Task) => void under.current.delete(task.id),
  };
}

/** Claiming shows at once and is taken back with a sentence when somebody was faster. */
export function useClaim() {
  const { t } = useTranslation();
  const { person } = useWorkspace();
  const show = useShowTask();
  const readAgain = useReadAgain();
  const { done, failed } = useSaying();
  const single = useOneAtATime();
  const mutation = useMutation({
    mutationFn: ({ task, key }: { task: Task; key: Key }) =>
      call(
        api.POST("/tasks/{task_id}/claim", {
          params: { path: { task_id: task.id }, ...key },
        }),
      ),
    onMutate: ({ task }) =>
      show(task.id, task.form, task.record.id, (each) => ({
        ...each,
        state: "claimed",
        claimed_by: person.id,
        claimed_by_name: person.name,
        can: each.can.filter((verb) => verb !== "claim"),
      })),
    onSuccess: (task, { task: before }) => {
      show(before.id, before.form, before.record.id, () => task);
      done(t("task.claimed_now", { number: before.record.number ?? before.record.title }));
    },
    onError: (error, variables) => {
      const { task } = variables;
      show(task.id, task.form, task.record.id, () => task);
      failed(error, () => mutation.mutate(variables));
    },
    onSettled: (_task, _error, { task }) => {
      single.end(task);
      return readAgain(task);
    },
  });
  return {
    claim: (task: Task) => single.begin(task, () => mutation.mutate({ task, key: once() })),
    claiming: mutation.isPending ? mutation.variables.task.id : null,
  };
}

const SENT = {
  release: (id: string, key: Key) =>
    call(api.POST("/tasks/{task_id}/release", { params: { path: { task_id: id }, ...key } })),
  urge: (id: string, key: Key) =>
    call(api.POST("/tasks/{task_id}/urge", { params: { path: { task_id: id }, ...key } })),
  withdraw: (id: string, key: Key) =>
    call(api.POST("/tasks/{task_id}/withdraw", { params: { path: { task_id: id }, ...key } })),
} as const;

/** A verb that needs nothing but the task: said when it is done, offered again when it failed, read again in any case. */
function useVerb(verb: keyof typeof SENT, said: (task: Task) => string) {
  const readAgain = useReadAgain();
  const { done, failed } = useSaying();
  const single = useOneAtATime();
  const mutation = useMutation({
    mutationFn: ({ task, key }: { task: Task; key: Key }) => SENT[verb](task.id, key),
    onSuccess: (_answer, { task }) => done(said(task)),
    onError: (error, variables) => failed(error, () => mutation.mutate(variables)),
    onSettled: (_answer, _error, { task }) => {
      single.end(task);
      return readAgain(task);
    },
  });
  return {
    run: (task: Task) => single.begin(task, () => mutation.mutate({ task, key: once() })),
    /** Id of the task it is being done with. */
    running: mutation.isPending ? mutation.variables.task.id : null,
  };
}

export function useRelease() {
  const { t } = useTranslation();
  return { release: useVerb("release", () => t("task.released_now")).run };
}

/** Asks whoever has the task to hurry; too soon after the last time the server says when it may be done again. */
export function useUrge() {
  const { t } = useTranslation();
  const { run, running } = useVerb("urge", (task) =>
    t("task.urged_now", { name: task.claimed_by_name ?? task.team_name ?? task.name }),
  );
  return { urge: run, urging: running !== null };
}

/** Takes one's own work back while nobody has begun the next. */
export function useWithdraw() {
  const { t } = useTranslation();
  const { run, running } = useVerb("withdraw", (task) =>
    t("task.withdrawn_now", { number: task.record.number ?? task.record.title }),
  );
  return { withdraw: run, withdrawing: running };
}

/** A copy that was opened has been read; nobody waits for that, so a failure says nothing. */
export function useMarkRead() {
  const queries = useQueryClient();
  const mutation = useMutation({
    mutationFn: (task: Task) =>
      call(api.POST("/tasks/{task_id}/read", { params: { path: { task_id: task.id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["tasks"] }),
  });
  return (task: Task) => {
    if (task.can.includes("read")) mutation.mutate(task);
  };
}
