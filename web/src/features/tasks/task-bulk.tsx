import { useQueryClient } from "@tanstack/react-query";
import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call, once } from "../../api/client";
import type { BulkTasks, Field, Outcome, Task, Values } from "../../api/types";
import { type RowResult, type SendChunk, useBulk } from "../../app/bulk";
import { BulkBar, RefusedDialog, useBulkOutcome } from "../../app/bulk-bar";
import { type Command, useCommands } from "../../app/commands";
import { Icon } from "../../app/icon";
import { PersonSelect } from "../../app/person-select";
import { findForm } from "../../app/places";
import { useWorkspace } from "../../app/queries";
import { checkField, FieldFrame, toFieldValue } from "../../fields";
import { FieldSurface, useProblemWords } from "../records/field-surface";

type Verb = Task["can"][number];
/** What is asked about, with the tasks as they were when it was: they may be taken away while one writes. */
type Asking = { tasks: Task[] } & (
  | { kind: "transfer" }
  | { kind: "return"; target: Task["returns"][number] }
  | { kind: "complete"; outcome: Outcome }
);

/** The outcomes that all of these tasks have: they stand at one node of one flow. */
function sharedOutcomes(tasks: readonly Task[]): Outcome[] {
  const [first] = tasks;
  if (!first) return [];
  const alike = tasks.every(
    (task) => task.flow === first.flow && task.node === first.node && task.can.includes("complete"),
  );
  return alike && first.type !== "confirm" ? first.outcomes : [];
}

/** What can be done with the selected tasks together. */
export function TaskBulk({ selected, onClear }: { selected: Task[]; onClear: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const bulk = useBulk();
  const [asking, setAsking] = useState<Asking | null>(null);
  const [sent, setSent] = useState<readonly Task[]>([]);
  const names = new Map(
    [...selected, ...sent].map((task) => [task.id, task.record.number || task.record.title]),
  );
  const outcome = useBulkOutcome((id) => names.get(id) ?? id);
  const all = (verb: Verb) => selected.every((task) => task.can.includes(verb));
  const some = (verb: Verb) => selected.some((task) => task.can.includes(verb));
  const outcomes = sharedOutcomes(selected);
  const target = selected[0]?.returns[0];
  const returnable =
    target !== undefined &&
    all("return") &&
    selected.every((task) => task.returns.some((each) => each.node === target.node));

  function after(title: string, results: RowResult[]) {
    outcome.tell(title, results);
    for (const queryKey of [["tasks"], ["flow"], ["records"], ["counts"], ["activity"]]) {
      void queries.invalidateQueries({ queryKey });
    }
    if (results.every((each) => each.ok)) onClear();
  }
  const send =
    (body: Omit<BulkTasks, "ids">): SendChunk =>
    async (ids) =>
      (await call(api.POST("/tasks/bulk", { params: { ...once() }, body: { ...body, ids } })))
        .results;
  function go(title: string, verb: Verb, body: Omit<BulkTasks, "ids">, tasks = selected) {
    const able = tasks.filter((task) => task.can.includes(verb)).map((task) => task.id);
    setAsking(null);
    setSent(tasks);
    bulk.run(title, able, send(body), (results) => after(title, results));
  }

  const claim = () => go(t("task.claim"), "claim", { verb: "claim" });
  const here = (
    id: string,
    name: string,
    icon: Command["icon"],
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
  const commands: Command[] = [];
  if (some("claim")) commands.push(here("claim", t("tasks.claim_all"), "claim", claim, "c"));
  outcomes.forEach((each, index) => {
    const run = () => setAsking({ kind: "complete", outcome: each, tasks: selected });
    const name = t("tasks.complete_all", { outcome: each.name });
    commands.push(here(`do-${each.key}`, name, "check", run, index ? undefined : "d"));
  });
  if (all("transfer"))
    commands.push(
      here(
        "transfer",
        t("tasks.transfer_all"),
        "transfer",
        () => setAsking({ kind: "transfer", tasks: selected }),
        "t",
      ),
    );
  if (returnable)
    commands.push(
      here("return", t("tasks.return_all"), "rejected", () =>
        setAsking({ kind: "return", target, tasks: selected }),
      ),
    );
  if (some("urge"))
    commands.push(
      here("urge", t("tasks.urge_all"), "urge", () => go(t("task.urge"), "urge", { verb: "urge" })),
    );
  useCommands(selected.length ? commands : [], t("bulk.selected", { n: selected.length }), "first");

  if (!selected.length && !bulk.running && !outcome.refused && !asking) return null;
  return (
    <>
      {selected.length || bulk.running ? (
        <BulkBar
          count={selected.length}
          running={bulk.running}
          onStop={bulk.stop}
          onClear={onClear}
        >
          {commands.map((command, index) => (
            <button
              key={command.id}
              type="button"
              className={index ? "btn btn-plain" : "btn btn-primary"}
              onClick={command.run}
            >
              <Icon name={command.icon} />
              {command.name}
              {command.keys ? <kbd className="kbd">{command.keys.toUpperCase()}</kbd> : null}
            </button>
          ))}
          {commands.length === 0 ? <span className="quiet">{t("tasks.mixed")}</span> : null}
        </BulkBar>
      ) : null}
      {asking?.kind === "complete" ? (
        <CompleteDialog
          tasks={asking.tasks}
          outcome={asking.outcome}
          onClose={() => setAsking(null)}
          onGo={(values, comment) =>
            go(
              asking.outcome.name,
              "complete",
              {
                verb: "complete",
                outcome: asking.outcome.key,
                values,
                // Of the records when the values began to be filled in.
                versions: Object.fromEntries(
                  asking.tasks.map((task) => [task.id, task.record.version]),
                ),
                ...(comment ? { comment } : {}),
              },
              asking.tasks,
            )
          }
        />
      ) : null}
      {asking?.kind === "transfer" ? (
        <ReasonDialog
          title={t("tasks.transfer_all")}
          person
          onClose={() => setAsking(null)}
          onGo={(reason, to) =>
            go(
              t("tasks.transfer_all"),
              "transfer",
              { verb: "transfer", to: to ?? null, reason },
              asking.tasks,
            )
          }
        />
      ) : null}
      {asking?.kind === "return" ? (
        <ReasonDialog
          title={`${t("tasks.return_all")} · ${asking.target.name}`}
          onClose={() => setAsking(null)}
          onGo={(comment) =>
            go(
              t("tasks.return_all"),
              "return",
              { verb: "return", node: asking.target.node, comment },
              asking.tasks,
            )
          }
        />
      ) : null}
      <RefusedDialog refused={outcome.refused} onClose={outcome.forget} />
    </>
  );
}

/** One outcome for many: what the node requires is filled in once, for all of them. */
function CompleteDialog({
  tasks,
  outcome,
  onGo,
  onClose,
}: {
  tasks: Task[];
  outcome: Outcome;
  onGo: (values: Values, comment: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const words = useProblemWords();
  const [first] = tasks;
  const form = first ? findForm(workspace, first.form) : undefined;
  const required = new Set(first?.fields.required);
  const fields: Field[] = (form?.fields ?? [])
    .filter((field) => required.has(field.key))
    .map((field) => ({ ...field, access: "write" as const, required: true }));
  const [values, setValues] = useState<Values>({});
  const [comment, setComment] = useState("");
  const [problems, setProblems] = useState<Record<string, string>>({});
  const mustSay = outcome.reason === "required";
  function go() {
    const found: Record<string, string> = {};
    for (const field of fields) {
      const problem = checkField(toFieldValue(values[field.key] ?? null), field);
      if (problem) found[field.key] = words(problem.code, problem.values);
    }
    setProblems(found);
    if (!Object.keys(found).length && !(mustSay && !comment.trim())) onGo(values, comment.trim());
  }
  if (!form) return null;
  return (
    <Modal
      open
      title={t("tasks.complete_many", { outcome: outcome.name, n: tasks.length })}
      okText={outcome.name}
      cancelText={t("dialog.cancel")}
      closable={{ "aria-label": t("dialog.close") }}
      onOk={go}
      onCancel={onClose}
      width={520}
    >
      <FieldSurface form={form}>
        <div className="now-fields">
          {fields.map((field, index) => (
            <FieldFrame
              key={field.key}
              field={field}
              value={toFieldValue(values[field.key] ?? null)}
              onChange={(value) =>
                setValues((before) => ({ ...before, [field.key]: value as Values[string] }))
              }
              error={problems[field.key] ?? null}
              size="compact"
              autoFocus={index === 0}
            />
          ))}
          {outcome.reason === "none" && fields.length ? null : (
            <label className="field">
              <span className="field-label">
                {t(mustSay ? "task.reason" : "task.reason_optional")}
              </span>
              <textarea
                className="field-box"
                value={comment}
                aria-required={mustSay}
                onChange={(event) => setComment(event.target.value)}
              />
            </label>
          )}
        </div>
      </FieldSurface>
    </Modal>
  );
}

function ReasonDialog({
  title,
  person = false,
  onGo,
  onClose,
}: {
  title: string;
  person?: boolean;
  onGo: (reason: string, to?: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [to, setTo] = useState<string>();
  const [reason, setReason] = useState("");
  const whole = reason.trim() !== "" && (!person || to !== undefined);
  return (
    <Modal
      open
      title={title}
      okText={title}
      cancelText={t("dialog.cancel")}
      closable={{ "aria-label": t("dialog.close") }}
      okButtonProps={{ disabled: !whole }}
      onOk={() => onGo(reason.trim(), to)}
      onCancel={onClose}
      width={440}
    >
      {person ? (
        <div className="field">
          <label className="field-label" htmlFor="bulk-to">
            {t("task.transfer_to")}
          </label>
          <PersonSelect id="bulk-to" autoFocus value={to} onChange={setTo} withMe={false} />
        </div>
      ) : null}
      <label className="field">
        <span className="field-label">{t("task.reason")}</span>
        <textarea
          className="field-box"
          value={reason}
          aria-required
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
    </Modal>
  );
}
