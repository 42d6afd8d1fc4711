import { useMutation } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call, once } from "../../api/client";
import { ApiError, byField } from "../../api/errors";
import type { Field, Form, Outcome, RecordDetail, Task, Value, Values } from "../../api/types";
import { type Command, useCommands } from "../../app/commands";
import type { IconName } from "../../app/icon";
import { useWorkspace } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { useClaim, useReadAgain, useRelease, useUrge, useWithdraw } from "../../app/verbs";
import { checkField, type FieldValue, toFieldValue } from "../../fields";
import { useProblemWords } from "../records/field-surface";
import {
  afterChoice,
  afterSaving,
  answerOf,
  asBegun,
  type ChangeDraft,
  changedOf,
  type Draft,
  typed,
  typedIn,
  withoutWords,
} from "./draft";
import {
  type Choosing,
  type Saving,
  type Stale,
  staleOf,
  useSaveRecord,
  versionToChange,
} from "./save-record";

type Key = ReturnType<typeof once>;

/** One way of completing a task: with what was filled in, begun with that version of the record. */
interface Completion {
  task: Task;
  outcome: Outcome;
  comment: string;
  values: Values;
  version: number;
  /** What stood in the fields of the node then. */
  typed: Values;
  key: Key;
}

/** The task as it was when the act was begun: what is done once more is done with it, whatever the flow is at by then. */
interface Given {
  task: Task;
  key: Key;
}

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
  /** A choice between what one filled in and what others wrote meanwhile, after which the completion goes on. */
  clash: Choosing & { act: string | undefined };
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
  const [clash, setClash] = useState<(Stale & Pick<Completion, "outcome" | "comment">) | null>(
    null,
  );
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

  const keys = useMemo(() => fields.map((field) => field.key), [fields]);
  const changed = useMemo(() => changedOf(draft, keys, record), [keys, draft, record]);

  const answerTo = (field: Field): FieldValue => toFieldValue(answerOf(draft, field.key, record));

  function change(field: Field, value: FieldValue) {
    changeDraft((now) => typed(now, field.key, value as Value, record));
    setProblems(({ [field.key]: _gone, ...rest }) => rest);
    saving.forget(field.key);
  }

  const began = asBegun(draft, Object.keys(changed), record);

  const complete = useMutation({
    mutationFn: ({ task: done, outcome, comment, values, version, key }: Completion) =>
      call(
        api.POST("/tasks/{task_id}/complete", {
          params: { path: { task_id: done.id }, ...key },
          body: {
            outcome: outcome.key,
            ...(Object.keys(values).length ? { values, version } : {}),
            ...(comment ? { comment } : {}),
          },
        }),
      ),
    onSuccess: (_task, { task: { id, name }, outcome, typed: sent }) => {
      setAsking(null);
      setClash(null);
      setProblems({});
      changeDraft((now) => ({ ...afterSaving(now, sent), ...withoutWords(now, id) }));
      done(t("task.completed_now", { name, outcome: outcome.name }));
    },
    onError: (error, variables) => {
      const { outcome, comment, values } = variables;
      const stale = staleOf(error, values, began);
      if (stale) {
        setAsking(null);
        setClash({ ...stale, outcome, comment });
        return;
      }
      const found = byField(error);
      const known = fields.find((field) => field.key in found);
      if (known) {
        setAsking(null);
        setClash(null);
        setProblems(found);
        focusField(known.key);
      } else {
        if (error instanceof ApiError && error.status === 409) setAsking(null);
        failed(error, () => complete.mutate(variables));
      }
    },
    onSettled: (_task, error, { task: done }) => {
      const read = readAgain(done);
      // Who has to choose or to mend something does not wait for that: a press meanwhile would be lost.
      return error ? undefined : read;
    },
  });

  function completeBy(outcome: Outcome, comment: string) {
    if (!task) return;
    const version = versionToChange(changed, began, record);
    const filled = typedIn(draft, keys);
    complete.mutate({
      task,
      outcome,
      comment,
      values: changed,
      version,
      typed: filled,
      key: once(),
    });
  }

  /** Goes on with what was chosen; what was left to the others is forgotten, the rest is begun with what they wrote. */
  function settle(values: Values) {
    if (!clash || !task) return;
    const { current, mine, outcome, comment } = clash;
    const left = Object.keys(mine).filter((key) => !(key in values));
    const chosen = afterChoice(draft, left, current);
    changeDraft((now) => afterChoice(now, left, current));
    const filled = typedIn({ ...draft, ...chosen }, keys);
    const { version } = current;
    complete.mutate({ task, outcome, comment, values, version, typed: filled, key: once() });
  }

  const forgetWords = (of: Task) => changeDraft((now) => withoutWords(now, of.id));

  const handOver = useMutation({
    mutationFn: ({ task: given, key, ...body }: Given & { to: string; reason: string }) =>
      call(
        api.POST("/tasks/{task_id}/transfer", {
          params: { path: { task_id: given.id }, ...key },
          body,
        }),
      ),
    onSuccess: (after, { task: given }) => {
      setTransferring(false);
      forgetWords(given);
      done(t("task.transferred_now", { name: after.claimed_by_name ?? "" }));
    },
    onError: (error, variables) => failed(error, () => handOver.mutate(variables)),
    onSettled: (_after, _error, { task: given }) => readAgain(given),
  });

  const sendBack = useMutation({
    mutationFn: ({
      task: given,
      key,
      ...body
    }: Given & { to: string; mode: ReturnMode; comment: string }) =>
      call(
        api.POST("/tasks/{task_id}/return", {
          params: { path: { task_id: given.id }, ...key },
          body,
        }),
      ),
    onSuccess: (_after, { task: given, to }) => {
      setReturning(false);
      forgetWords(given);
      const target = given.returns.find((each) => each.node === to);
      done(t("task.returned_now", { name: target?.name ?? "" }));
    },
    onError: (error, variables) => failed(error, () => sendBack.mutate(variables)),
    onSettled: (_after, _error, { task: given }) => readAgain(given),
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
    else if (outcome.reason === "none" && !forCustomer) completeBy(outcome, "");
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
    saveNow: () => {
      const filled = typedIn(draft, keys);
      saving.save(changed, () => changeDraft((now) => afterSaving(now, filled)), began);
    },
    claim: () => task && claim(task),
    claiming: task !== undefined && claiming === task.id,
    release: () => task && release(task),
    urge: () => task && urge(task),
    urging,
    choose,
    completing: complete.isPending,
    clash: {
      stale: clash,
      pending: complete.isPending,
      settle,
      giveUp: () => setClash(null),
      act: clash?.outcome.name,
    },
    asking,
    answer: (comment) => {
      if (asking) completeBy(asking, comment.trim());
    },
    stopAsking: () => setAsking(null),
    transferring,
    setTransferring,
    transfer: (to, reason) => task && handOver.mutate({ task, to, reason, key: once() }),
    transferPending: handOver.isPending,
    returning,
    setReturning,
    giveBack: (to, mode, comment) =>
      task && sendBack.mutate({ task, to, mode, comment, key: once() }),
    returnPending: sendBack.isPending,
    withdrawable: takeBack !== undefined,
    withdraw: () => takeBack && withdraw(takeBack),
    withdrawing: withdrawing !== null,
  };
}
