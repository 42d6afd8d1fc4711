import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import type { Form, RecordDetail, Task } from "../../api/types";
import { Bones } from "../../app/bones";
import { NotFound } from "../../app/not-found";
import { usePageTitle } from "../../app/page-title";
import { findForm } from "../../app/places";
import { activityQuery, flowQuery, recordQuery, useWorkspace } from "../../app/queries";
import { usePhone } from "../../app/screen";
import { Trouble } from "../../app/trouble";
import { FieldSurface } from "../records/field-surface";
import { Composer } from "./composer";
import { Crumbs } from "./crumbs";
import { CustomerPart } from "./customer-part";
import { useDraft } from "./draft";
import { FieldsPart } from "./fields-part";
import { FilesPart } from "./files-part";
import { NowPanel } from "./now-panel";
import { Outcomes } from "./outcomes";
import { RuleButtons } from "./rule-buttons";
import { StaleDialog } from "./stale-dialog";
import { Stepper, StepperBrief } from "./stepper";
import { Stream } from "./stream";
import { useTaskWork } from "./task-work";
import { TicketHead } from "./ticket-head";
import { TicketsOfCustomer } from "./tickets-of-customer";
import { WorkDialogs } from "./work-dialogs";
import "./ticket.css";
import "./stream.css";

/** One record with everything that happened to it and everything one can do now. */
export function Ticket() {
  const workspace = useWorkspace();
  const { form: name = "", id = "" } = useParams();
  const form = findForm(workspace, name);
  const record = useQuery({
    ...recordQuery(form?.key ?? "", id),
    enabled: form !== undefined,
  });
  if (!form) return <NotFound />;
  if (record.data) return <Opened key={id} form={form} record={record.data} />;
  if (record.error) {
    return <Trouble whole error={record.error} retry={() => void record.refetch()} />;
  }
  return <Bones height={48} />;
}

/** The task that matters to the reader: one's own, else one that may be claimed, else any open one. */
export function presentTask(tasks: Task[], person: string): Task | undefined {
  const open = tasks.filter((task) => task.state === "offered" || task.state === "claimed");
  return (
    open.find((task) => task.claimed_by === person) ??
    open.find((task) => task.can.includes("claim")) ??
    open[0]
  );
}

const PHONE_TABS = ["act", "stream", "customer"] as const;

function Opened({ form, record }: { form: Form; record: RecordDetail }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const { person } = useWorkspace();
  usePageTitle(record.number ?? record.title);
  const flow = useQuery(flowQuery(form.key, record.id));
  const activity = useInfiniteQuery(activityQuery(form.key, record.id));
  const [draft, changeDraft] = useDraft(person.id, record.id);
  const tasks = flow.data?.tasks ?? [];
  const task = presentTask(tasks, person.id);
  const work = useTaskWork({ form, record, task, tasks, draft, changeDraft });
  const [tab, setTab] = useState<(typeof PHONE_TABS)[number]>("act");
  const [wanted, setWanted] = useState<string | null>(null);
  const found = useCallback(() => setWanted(null), []);
  const shared = { form, record };
  const steps = flow.data?.steps ?? [];

  const flowRuns = steps.some((step) => step.state === "current");

  const now = <NowPanel flow={flow.data} work={work} draft={draft} />;
  const rest = (
    <FieldsPart
      {...shared}
      hidden={work.fields.map((field) => field.key)}
      flowRuns={flowRuns}
      wanted={wanted}
      onFound={found}
    />
  );
  const customer = form.case ? <CustomerPart {...shared} /> : <TicketsOfCustomer {...shared} />;
  const dialogs = (
    <>
      <WorkDialogs work={work} draft={draft} changeDraft={changeDraft} />
      <StaleDialog form={form} saving={work.saving} />
    </>
  );
  const stream = (
    <Stream
      {...shared}
      activity={activity}
      onFillIn={(field) => {
        setTab("act");
        setWanted(field);
      }}
    />
  );
  const composer = <Composer {...shared} draft={draft} changeDraft={changeDraft} />;

  if (phone) {
    const count = activity.data?.pages.reduce((sum, page) => sum + page.items.length, 0);
    return (
      <FieldSurface form={form} related={record.related}>
        <div className="ticket-phone">
          <Crumbs {...shared} />
          <div className="page-body">
            <TicketHead {...shared} task={task} />
            <div className="tabs is-even" role="tablist" aria-label={record.title}>
              {PHONE_TABS.map((each) => (
                <button
                  key={each}
                  type="button"
                  role="tab"
                  aria-selected={tab === each}
                  className={tab === each ? "tab is-on" : "tab"}
                  onClick={() => setTab(each)}
                >
                  {t(`ticket.tab.${each === "customer" && !form.case ? "tickets" : each}`)}
                  {each === "stream" && count ? <span className="count">{count}</span> : null}
                </button>
              ))}
            </div>
            {tab === "act" ? (
              <>
                <StepperBrief steps={steps} />
                {now}
                <RuleButtons {...shared} />
                {rest}
                <FilesPart {...shared} />
              </>
            ) : null}
            {tab === "stream" ? stream : null}
            {tab === "customer" ? customer : null}
          </div>
          {tab === "stream" ? composer : null}
          {tab === "act" ? <Outcomes work={work} /> : null}
        </div>
        {dialogs}
      </FieldSurface>
    );
  }

  return (
    <FieldSurface form={form} related={record.related}>
      <Crumbs {...shared} />
      <div className="ticket">
        <section className="ticket-main" aria-label={form.name}>
          <TicketHead {...shared} task={task} />
          <Stepper
            steps={steps}
            stuck={(flow.data?.incidents ?? []).map((incident) => incident.node)}
          />
          {stream}
          {composer}
        </section>
        <aside className="ticket-side" aria-label={t("ticket.side")}>
          {now}
          <RuleButtons {...shared} />
          {form.case ? customer : null}
          {rest}
          {form.case ? null : customer}
          <FilesPart {...shared} />
        </aside>
      </div>
      {dialogs}
    </FieldSurface>
  );
}
