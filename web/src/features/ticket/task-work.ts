import { useMutation } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call, once } from "../../api/client";
import { ApiError, byField } from "../../api/errors";
import type { Field, Form, Outcome, RecordDetail, Task, Values } from "../../api/types";
import { type Command, useCommands } from "../../app/commands";
import type { IconName } from "../../app/icon";
import { useWorkspace } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { useClaim, useReadAgain, useRelease, useUrge, useWithdraw } from "../../app/verbs";
import { checkField, type FieldValue, toFieldValue } from "../../fields";
import { useProblemWords } from "../records/field-surface";
import type { ChangeDraft, Draft } from "./draft";
import { type Saving, useSaveRecord } from "./save-record";

type Key = ReturnType<typeof once>;

export interface TaskWork {
  task: Task | undefined;
  mine: boolean;
  /** The fields of the node, those required marked so. Empty when the task is not one's own. */
  fields: Field[];
  answerTo: (field: Field) => FieldValue;
  change: (field: Field, value: FieldValue) => void;
  problems: Record<string, string>;
  dirty: boolean;
  saving: Saving;
  saveNow: () => void;
  claim: () => void;
  claiming: boolean;
  release: () => void;
  urge: () => void;
  urging: boolean;
  /** Completes at once, or asks for the reason first when the outcome wants one. */
  choose: (outcome: Outcome) => void;
  completing: boolean;
  asking: Outcome | null;
  answer: (comment: string) => void;
  stopAsking: () => void;
  transferring: boolean;
  setTransferring: (on: boolean) => void;
  transfer: (to: string, reason: string) => void;
  transferPending: boolean;
  returning: boolean;
  setReturning: (on: boolean) => void;
  giveBack: (to: string, mode: ReturnMode, comment: string) => void;
  returnPending: boolean;
  /** Whether something of this flow can be taken back by the reader now. */
  withdrawable: boolean;
  withdraw: () => void;
  withdrawing: boolean;
}

/** How returned work goes on: by the way it came, or straight back. */
export type ReturnMode = "forward" | "back";

/** Brings the cursor to the first field that has a problem. */
function focusField(key: string): void {
  requestAnimationFrame(() => {
    const frame = document.querySelector(`[data-field="${key}"]`);
    frame?.scrollIntoView({ block: "center", behavior: "smooth" });
    frame
      ?.querySelector<HTMLElement>("input,textarea,select,button")
      ?.focus({ preventScroll: true });
  });
}

/** Everything one can do with the present task of a record. */
export function useTaskWork({
  form,
  record,
  task,
  tasks,
  draft,
  changeDraft,
}: {
  form: Form;
  record: RecordDetail;
  task: Task | undefined;
  /** All tasks of the flow, among them what the reader has done. */
  tasks: Task[];
  draft: Draft;
  changeDraft: ChangeDraft;
}): TaskWork {
  const { t } = useTranslation();
  const { person } = useWorkspace();
  const { done, failed } = useSaying();
  const words = useProblemWords();
  const readAgain = useReadAgain();
  const { claim, claiming } = useClaim();
  const { release } = useRelease();
  const { urge, urging } = useUrge();
  const { withdraw, withdrawing } = useWithdraw();
  const takeBack = tasks.find((each) => each.can.includes("withdraw"));
  const saving = useSaveRecord(form, record);
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [asking, setAsking] = useState<Outcome | null>(null);
  const [transferring, setTransferring] = useState(false);
  const [returning, setReturning] = useState(false);
  const mine = task?.state === "claimed" && task.claimed_by === person.id;

  const fields = useMemo<Field[]>(() => {
    if (!task || !mine) return [];
    const wanted = new Set([...task.fields.required, ...task.fields.write]);
    return form.fields
      .filter((field) => wanted.has(field.key) && field.type !== "status")
      .map((field) => ({
        ...field,
        access: "write" as const,
        required: task.fields.required.includes(field.key),
      }))
      .sort((a, b) => Number(b.required) - Number(a.required));
  }, [task, mine, form.fields]);

  const changed = useMemo(() => {
    const found: Values = {};
    for (const field of fields) {
      const typed = draft.values[field.key];
      if (typed === undefined) continue;
      if (JSON.stringify(typed) !== JSON.stringify(record.values[field.key] ?? null)) {
        found[field.key] = typed;
      }
    }
    return found;
  }, [fields, draft.values, record.values]);

  const answerTo = (field: Field): FieldValue =>
    toFieldValue(draft.values[field.key] ?? record.values[field.key] ?? null);

  function change(field: Field, value: FieldValue) {
    changeDraft((now) => ({
      values: { ...now.values, [field.key]: value as Values[string] },
    }));
    setProblems(({ [field.key]: _gone, ...rest }) => rest);
    saving.forget(field.key);
  }

  const forgetValues = () => changeDraft(() => ({ values: {}, comment: "" }));

  const complete = useMutation({
    mutationFn: ({ outcome, comment, key }: { outcome: Outcome; comment: string; key: Key }) =>
      call(
        api.POST("/tasks/{task_id}/complete", {
          params: { path: { task_id: task?.id ?? "" }, ...key },
          body: {
            outcome: outcome.key,
            ...(Object.keys(changed).length ? { values: changed } : {}),
            ...(comment ? { comment } : {}),
          },
        }),
      ),
    onSuccess: (_task, { outcome }) => {
      setAsking(null);
      setProblems({});
      forgetValues();
      done(t("task.completed_now", { name: task?.name ?? "", outcome: outcome.name }));
    },
    onError: (error, variables) => {
      const found = byField(error);
      const known = fields.find((field) => field.key in found);
      if (known) {
        setAsking(null);
        setProblems(found);
        focusField(known.key);
      } else {
        if (error instanceof ApiError && error.status === 409) setAsking(null);
        failed(error, () => complete.mutate(variables));
      }
    },
    onSettled: () => task && readAgain(task),
  });

  const handOver = useMutation({
    mutationFn: ({ to, reason, key }: { to: string; reason: string; key: Key }) =>
      call(
        api.POST("/tasks/{task_id}/transfer", {
          params: { path: { task_id: task?.id ?? "" }, ...key },
          body: { to, reason },
        }),
      ),
    onSuccess: (after) => {
      setTransferring(false);
      done(t("task.transferred_now", { name: after.claimed_by_name ?? "" }));
    },
    onError: (error, variables) => failed(error, () => handOver.mutate(variables)),
    onSettled: () => task && readAgain(task),
  });

  const sendBack = useMutation({
    mutationFn: ({ key, ...body }: { to: string; mode: ReturnMode; comment: string; key: Key }) =>
      call(
        api.POST("/tasks/{task_id}/return", {
          params: { path: { task_id: task?.id ?? "" }, ...key },
          body,
        }),
      ),
    onSuccess: (_after, { to }) => {
      setReturning(false);
      const target = task?.returns.find((each) => each.node === to);
      done(t("task.returned_now", { name: target?.name ?? "" }));
    },
    onError: (error, variables) => failed(error, () => sendBack.mutate(variables)),
    onSettled: () => task && readAgain(task),
  });

  // What is the customer's to say, staff says with a note.
  const forCustomer = task?.type === "confirm";

  function choose(outcome: Outcome) {
    if (complete.isPending) return;
    const found: Record<string, string> = {};
    for (const field of fields) {
      const problem = checkField(answerTo(field), field);
      if (problem) found[field.key] = words(problem.code, problem.values);
    }
    setProblems(found);
    const first = fields.find((field) => field.key in found);
    if (first) focusField(first.key);
    else if (outcome.reason === "none" && !forCustomer)
      complete.mutate({ outcome, comment: "", key: once() });
    else setAsking(outcome);
  }

  const first = task?.outcomes[0];
  const can = (verb: Task["can"][number]) => task?.can.includes(verb) ?? false;
  const here = (
    id: string,
    name: string,
    icon: IconName,
    run: () => void,
    keys?: string,
  ): Command => ({
    id,
    name,
    group: "here",
    icon,
    run,
    ...(keys ? { keys } : {}),
  });
  const acts: Command[] = [];
  if (task && can("claim"))
    acts.push(here("claim", t("task.claim"), "claim", () => claim(task), "c"));
  if (mine && can("complete")) {
    task?.outcomes.forEach((outcome) => {
      const keys = outcome === first && !forCustomer ? "d" : undefined;
      acts.push(here(`do-${outcome.key}`, outcome.name, "check", () => choose(outcome), keys));
    });
  }
  if (can("transfer")) {
    acts.push(here("assign", t("task.transfer"), "transfer", () => setTransferring(true), "a"));
    acts.push(
      here("transfer", t("task.transfer_to_whom"), "transfer", () => setTransferring(true), "t"),
    );
  }
  if (task && can("urge")) acts.push(here("urge", t("task.urge"), "urge", () => urge(task)));
  if (can("return"))
    acts.push(here("return", t("task.return"), "rejected", () => setReturning(true)));
  if (task && can("release"))
    acts.push(here("release", t("task.release"), "rejected", () => release(task)));
  if (takeBack) acts.push(here("withdraw", t("task.withdraw"), "back", () => withdraw(takeBack)));
  useCommands(acts, record.number || record.title);

  return {
    task,
    mine,
    fields,
    answerTo,
    change,
    problems: { ...saving.problems, ...problems },
    dirty: Object.keys(changed).length > 0,
    saving,
    saveNow: () => saving.save(changed, forgetValues),
    claim: () => task && claim(task),
    claiming: task !== undefined && claiming === task.id,
    release: () => task && release(task),
    urge: () => task && urge(task),
    urging,
    choose,
    completing: complete.isPending,
    asking,
    answer: (comment) => {
      if (asking) complete.mutate({ outcome: asking, comment: comment.trim(), key: once() });
    },
    stopAsking: () => setAsking(null),
    transferring,
    setTransferring,
    transfer: (to, reason) => handOver.mutate({ to, reason, key: once() }),
    transferPending: handOver.isPending,
    returning,
    setReturning,
    giveBack: (to, mode, comment) => sendBack.mutate({ to, mode, comment, key: once() }),
    returnPending: sendBack.isPending,
    withdrawable: takeBack !== undefined,
    withdraw: () => takeBack && withdraw(takeBack),
    withdrawing: withdrawing !== null,
  };
}
