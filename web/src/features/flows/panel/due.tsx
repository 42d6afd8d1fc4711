/** 时限: how long, until what, and what happens before and after. */
import { Switch } from "antd";
import { useTranslation } from "react-i18next";
import { ActionList, type Duration, DurationInput, Slot } from "../../../designer/inputs";
import { useProblemsAt } from "../../../designer/session";
import { newDue, newWarn } from "../edits/defaults";
import { useFlow } from "../flow-desk";
import type { ActionLine, Due, Length } from "../graph/flow";
import type { PanelProps } from "../nodes/face";
import { Group, useSetLabel, Wrong } from "./part";

const LENGTH = ["minutes", "hours", "days", "time", "calendar"] as const;
/** Whose limit it is: its own, or that of a clock of the ticket. */
const LIMITS = ["own", "first_response", "resolution"] as const;

/** Only the keys of a length. */
function lengthOf(due: Length): Duration {
  return Object.fromEntries(Object.entries(due).filter(([key]) => LENGTH.includes(key as "time")));
}

export function DuePanel({ node }: PanelProps) {
  const { t } = useTranslation();
  const { flow, set, model, scene } = useFlow();
  const label = useSetLabel(node);
  const due = flow.nodes[node]?.due;
  const put = (next: Due | null) => set(node, { due: next }, label("due"));
  /** In the order in which the server writes it. */
  const change = (values: Partial<Record<keyof Due, unknown>>) => {
    const { warn, until, late, ...length } = { ...due, ...values } as Due;
    put({
      ...length,
      ...(warn === undefined ? {} : { warn }),
      ...(until === undefined ? {} : { until }),
      ...(late?.length ? { late } : {}),
    });
  };
  const begin = () => newDue(model.form(flow.form)?.document, model.calendars[0]?.key, scene);
  const limit = (chosen: string | undefined) => {
    const { warn, late } = due ?? {};
    const after = { ...(warn ? { warn } : {}), ...(late ? { late } : {}) };
    if (chosen === "first_response" || chosen === "resolution") put({ promise: chosen, ...after });
    else if (due?.promise) put({ ...begin(), ...after });
  };
  return (
    <>
      <Group
        title={t("flows.due.title")}
        hint={due ? undefined : t("flows.due.none")}
        extra={
          <Switch
            size="small"
            checked={due !== undefined}
            aria-label={t("flows.due.title")}
            onChange={(on) => put(on ? begin() : null)}
          />
        }
      >
        {due ? (
          <p className="fl-say">
            <Slot
              label={t("flows.due.limit")}
              tone="plain"
              choices={LIMITS.map((key) => ({
                key,
                label: t(`flows.due.limits.${key}`),
                ...(key === "own" ? {} : { hint: t("flows.due.promise_hint") }),
              }))}
              chosen={[due.promise ?? "own"]}
              onChoose={([chosen]) => limit(chosen)}
            />
            {due.promise === undefined ? <OwnLength due={due} put={put} change={change} /> : null}
          </p>
        ) : null}
        <Wrong path={["nodes", node, "due"]} but={(at) => at[3] === "late" || at[3] === "warn"} />
      </Group>
      {due ? (
        <>
          <WarnPart node={node} due={due} change={change} />
          <Group
            title={t("flows.due.late")}
            hint={due.late?.length ? undefined : t("flows.due.late_none")}
          >
            <Actions
              path={["nodes", node, "due", "late"]}
              value={due.late ?? []}
              unsaid={t("flows.due.late_unsaid")}
              onChange={(late) => change({ late })}
            />
          </Group>
        </>
      ) : null}
    </>
  );
}

function OwnLength({
  due,
  put,
  change,
}: {
  due: Due;
  put: (next: Due) => void;
  change: (values: Partial<Record<keyof Due, unknown>>) => void;
}) {
  const { t } = useTranslation();
  const { around } = useFlow();
  return (
    <>
      <DurationInput
        value={lengthOf(due)}
        calendars={around.calendars ?? []}
        label={t("flows.due.title")}
        onChange={(length) => {
          const { warn, until, late } = due;
          put({
            ...length,
            ...(warn ? { warn } : {}),
            ...(until ? { until } : {}),
            ...(late ? { late } : {}),
          });
        }}
      />
      <Slot
        label={t("flows.due.until")}
        tone="plain"
        choices={[
          { key: "done", label: t("flows.due.until_done") },
          {
            key: "first_response",
            label: t("flows.due.until_first_response"),
            hint: t("flows.due.first_response_hint"),
          },
        ]}
        chosen={[due.until ?? "done"]}
        onChoose={([until]) => change({ until: until === "done" ? undefined : until })}
      />
    </>
  );
}

function WarnPart({
  node,
  due,
  change,
}: {
  node: string;
  due: Due;
  change: (values: Partial<Record<keyof Due, unknown>>) => void;
}) {
  const { t } = useTranslation();
  const { around } = useFlow();
  const { warn } = due;
  const when = warn?.after === undefined ? "before" : "after";
  const put = (length: Length, side: string) =>
    change({
      warn: { [side]: length, ...(warn?.actions?.length ? { actions: warn.actions } : {}) },
    });
  return (
    <Group
      title={t("flows.due.warn")}
      hint={warn ? undefined : t("flows.due.warn_none")}
      extra={
        <Switch
          size="small"
          checked={warn !== undefined}
          aria-label={t("flows.due.warn")}
          onChange={(on) => change({ warn: on ? newWarn : undefined })}
        />
      }
    >
      {warn ? (
        <>
          <p className="fl-say">
            <Slot
              label={t("flows.due.warn_when")}
              tone="plain"
              choices={[
                { key: "before", label: t("flows.due.warn_before") },
                { key: "after", label: t("flows.due.warn_after") },
              ]}
              chosen={[when]}
              onChoose={([side]) => side && put((warn.before ?? warn.after) as Length, side)}
            />
            <DurationInput
              value={(warn.before ?? warn.after) as Duration}
              calendars={around.calendars ?? []}
              label={t("flows.due.warn")}
              onChange={(length) => put(length, when)}
            />
          </p>
          <Actions
            path={["nodes", node, "due", "warn", "actions"]}
            value={warn.actions ?? []}
            unsaid={t("flows.due.warn_unsaid")}
            onChange={(actions) =>
              change({
                warn: { [when]: warn.before ?? warn.after, ...(actions.length ? { actions } : {}) },
              })
            }
          />
        </>
      ) : null}
      <Wrong path={["nodes", node, "due", "warn"]} but={(at) => at[4] === "actions"} />
    </Group>
  );
}

/** A list of actions of the library at a place of the document. */
export function Actions({
  path,
  value,
  unsaid,
  onChange,
}: {
  path: readonly (string | number)[];
  value: readonly ActionLine[];
  /** What is said where a message has no words of its own. */
  unsaid?: string;
  onChange: (value: ActionLine[]) => void;
}) {
  const { t } = useTranslation();
  const { form, around, catalogue } = useFlow();
  const problems = useProblemsAt(path).map((each) => ({
    at: each.at.slice(path.length),
    message: each.message,
    level: each.severity,
  }));
  return (
    <ActionList
      form={form}
      around={unsaid === undefined ? around : { ...around, unsaid }}
      kinds={catalogue.actions as Parameters<typeof ActionList>[0]["kinds"]}
      value={value}
      onChange={(next) => onChange(next)}
      problems={problems}
      first={t("flows.add_action")}
    />
  );
}
