import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import type { Form, RecordDetail } from "../../api/types";
import { TicketBones } from "../../app/bones";
import { NotFound } from "../../app/not-found";
import { usePageTitle } from "../../app/page-title";
import { findForm } from "../../app/places";
import { activityQuery, flowQuery, recordQuery, useWorkspace } from "../../app/queries";
import { usePhone } from "../../app/screen";
import { Trouble } from "../../app/trouble";
import { FieldSurface } from "../records/field-surface";
import { Crumbs } from "./crumbs";
import { ErasePersonal } from "./erase-personal";
import { FilesPart } from "./files-part";
import { Outcomes } from "./outcomes";
import { RuleButtons } from "./rule-buttons";
import { Stepper, StepperBrief } from "./stepper";
import { TicketHead } from "./ticket-head";
import { useTicket } from "./use-ticket";
import "../records/list.css";
import "./ticket.css";
import "./ticket-side.css";
import "./stream.css";
import "./print.css";

/** One record with everything that happened to it and everything one can do now. */
export function Ticket() {
  const workspace = useWorkspace();
  const { form: name = "", id = "" } = useParams();
  const form = findForm(workspace, name);
  const record = useQuery({
    ...recordQuery(form?.key ?? "", id),
    enabled: form !== undefined,
  });
  // Asked for beside the record, not after it, and shown with it: nothing jumps when the last of them arrives.
  const flow = useQuery({ ...flowQuery(form?.key ?? "", id), enabled: form !== undefined });
  const activity = useInfiniteQuery({
    ...activityQuery(form?.key ?? "", id),
    enabled: form !== undefined,
  });
  if (!form) return <NotFound />;
  if (record.data && !flow.isPending && !activity.isPending)
    return <Opened key={id} form={form} record={record.data} />;
  if (record.error) {
    return <Trouble whole error={record.error} retry={() => void record.refetch()} />;
  }
  return <TicketBones />;
}

function Opened({ form, record }: { form: Form; record: RecordDetail }) {
  const phone = usePhone();
  usePageTitle(record.number || record.title);
  const Layout = phone ? OnPhone : OnDesk;
  return (
    <FieldSurface form={form} related={record.related}>
      <Layout form={form} record={record} />
    </FieldSurface>
  );
}

const PHONE_TABS = ["act", "stream", "customer"] as const;

function OnPhone({ form, record }: { form: Form; record: RecordDetail }) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<(typeof PHONE_TABS)[number]>("act");
  const parts = useTicket(form, record, { onFillIn: () => setTab("act") });
  const shared = { form, record };
  return (
    <>
      <div className="ticket-phone">
        <Crumbs {...shared} present={parts.present} />
        <div className="page-body">
          <TicketHead {...shared} task={parts.task} />
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
                {each === "stream" && parts.happened ? (
                  <span className="count">{parts.happened}</span>
                ) : null}
              </button>
            ))}
          </div>
          {tab === "act" ? (
            <>
              <StepperBrief steps={parts.steps} />
              {parts.now}
              <RuleButtons {...shared} />
              {parts.rest}
              <FilesPart {...shared} />
              <ErasePersonal {...shared} />
            </>
          ) : null}
          {tab === "stream" ? parts.stream : null}
          {tab === "customer" ? parts.customer : null}
        </div>
        {/* Stays while one looks at another tab: files go on to be uploaded. */}
        <div className="phone-composer" hidden={tab !== "stream"}>
          {parts.composer}
        </div>
        {tab === "act" ? <Outcomes work={parts.work} /> : null}
      </div>
      {parts.dialogs}
    </>
  );
}

function OnDesk({ form, record }: { form: Form; record: RecordDetail }) {
  const { t } = useTranslation();
  const parts = useTicket(form, record);
  const shared = { form, record };
  return (
    <>
      <Crumbs {...shared} present={parts.present} />
      <div className="ticket">
        <section className="ticket-main" aria-label={form.name}>
          <TicketHead {...shared} task={parts.task} />
          <Stepper steps={parts.steps} stuck={parts.stuck} />
          {parts.stream}
          {parts.composer}
        </section>
        <aside className="ticket-side" aria-label={t("ticket.side")}>
          {parts.now}
          <RuleButtons {...shared} />
          {form.case ? parts.customer : null}
          {parts.rest}
          {form.case ? null : parts.customer}
          <FilesPart {...shared} />
          <ErasePersonal {...shared} />
        </aside>
      </div>
      {parts.dialogs}
    </>
  );
}
