import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type ReactNode, useCallback, useState } from "react";
import type { FlowStep, Form, RecordDetail, Task } from "../../api/types";
import { usePresence } from "../../app/presence";
import { activityQuery, flowQuery, useWorkspace } from "../../app/queries";
import { totalText } from "../records/customer-lookup";
import { Composer } from "./composer";
import { CustomerPart } from "./customer-part";
import { useDraft } from "./draft";
import { FieldsPart } from "./fields-part";
import { NowPanel } from "./now-panel";
import { PresentPeople } from "./present";
import { StaleDialog } from "./stale-dialog";
import { StatusDialog } from "./status-dialog";
import { Stream } from "./stream";
import { type TaskWork, useTaskWork } from "./task-work";
import { TicketsOfCustomer } from "./tickets-of-customer";
import { WorkDialogs } from "./work-dialogs";

/** The task that matters to the reader: one's own, else one that may be claimed, else any open one. */
function presentTask(tasks: Task[], person: string): Task | undefined {
  const open = tasks.filter((task) => task.state === "offered" || task.state === "claimed");
  return (
    open.find((task) => task.claimed_by === person) ??
    open.find((task) => task.can.includes("claim")) ??
    open[0]
  );
}

const NOTHING: readonly string[] = [];

export interface TicketParts {
  task: Task | undefined;
  work: TaskWork;
  steps: FlowStep[];
  /** Keys of nodes that could not go on. */
  stuck: string[];
  /** How much happened as far as it has been read, with a plus where there is more. */
  happened: string | undefined;
  now: ReactNode;
  rest: ReactNode;
  customer: ReactNode;
  stream: ReactNode;
  composer: ReactNode;
  /** Who else is here. */
  present: ReactNode;
  dialogs: ReactNode;
}

/** The parts of a record's page, to be laid out for a desk, a phone, or beside a list. */
export function useTicket(
  form: Form,
  record: RecordDetail,
  { brief = false, onFillIn }: { brief?: boolean; onFillIn?: () => void } = {},
): TicketParts {
  const { person } = useWorkspace();
  const flow = useQuery(flowQuery(form.key, record.id));
  const activity = useInfiniteQuery(activityQuery(form.key, record.id));
  const [draft, changeDraft] = useDraft(person.id, record.id, form.fields);
  const { people, type } = usePresence(form.key, record.id);
  const tasks = flow.data?.tasks ?? [];
  const task = presentTask(tasks, person.id);
  const work = useTaskWork({ form, record, task, tasks, draft, changeDraft });
  const [wanted, setWanted] = useState<string | null>(null);
  const found = useCallback(() => setWanted(null), []);
  const shared = { form, record };
  const steps = flow.data?.steps ?? [];
  return {
    task,
    work,
    steps,
    stuck: (flow.data?.incidents ?? []).map((incident) => incident.node),
    happened: activity.data
      ? totalText({
          value: activity.data.pages.reduce((sum, page) => sum + page.items.length, 0),
          exact: !activity.hasNextPage,
        })
      : undefined,
    now: <NowPanel flow={flow.data} work={work} draft={draft} />,
    rest: (
      <FieldsPart
        {...shared}
        draft={draft}
        changeDraft={changeDraft}
        hidden={work.fields.map((field) => field.key)}
        flowRuns={steps.some((step) => step.state === "current")}
        erased={activity.data?.pages[0]?.erased ?? NOTHING}
        wanted={wanted}
        onFound={found}
      />
    ),
    customer: form.case ? (
      <CustomerPart {...shared} brief={brief} />
    ) : (
      <TicketsOfCustomer {...shared} />
    ),
    stream: (
      <Stream
        {...shared}
        activity={activity}
        changeDraft={changeDraft}
        onFillIn={(field) => {
          onFillIn?.();
          setWanted(field);
        }}
      />
    ),
    present: <PresentPeople people={people} />,
    composer: (
      <Composer {...shared} draft={draft} changeDraft={changeDraft} onType={type} brief={brief} />
    ),
    dialogs: (
      <>
        <WorkDialogs work={work} draft={draft} changeDraft={changeDraft} />
        <StatusDialog {...shared} saving={work.saving} />
        <StaleDialog form={form} saving={work.saving} />
        <StaleDialog form={form} saving={work.clash} act={work.clash.act} />
      </>
    ),
  };
}
