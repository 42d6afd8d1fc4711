import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Drawer } from "antd";
import type { TFunction } from "i18next";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, call } from "../../api/client";
import type { OutboxMessage } from "../../api/types";
import { Bones } from "../../app/bones";
import { Icon } from "../../app/icon";
import { usePageTitle } from "../../app/page-title";
import { recordPath } from "../../app/places";
import { messageQuery, messagesQuery, useWorkspace } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";
import { Moment } from "../../app/signs";
import { Trouble } from "../../app/trouble";
import { besides } from "../../fields/isolate";
import { MoreOnScroll } from "../records/more-on-scroll";
import "../tasks/tasks.css";
import "./admin.css";

const TONES: Record<OutboxMessage["state"], string> = {
  queued: "tag",
  sending: "tag",
  sent: "tag tag-ok",
  failed: "tag tag-late",
  trial: "tag tag-warn",
  skipped: "tag",
  held: "tag tag-accent",
};

/** Everything the system wanted to tell people, whether it left the house or not. */
export function OutboxPage() {
  const { t } = useTranslation();
  usePageTitle(t("outbox.title"));
  const phone = usePhone();
  const { trial_messages: trial } = useWorkspace();
  const query = useInfiniteQuery(messagesQuery);
  const [open, setOpen] = useState<string | null>(null);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const opened = items.find((message) => message.id === open);
  const via = (message: OutboxMessage) => t(`via.${message.via}`, { defaultValue: message.via });
  const state = (message: OutboxMessage) => (
    <span className={TONES[message.state]}>{stateWords(message, t)}</span>
  );
  const to = (message: OutboxMessage) => message.person?.name ?? message.group ?? message.to;
  const about = (message: OutboxMessage) =>
    message.subject || message.text.split("\n")[0] || message.reason;
  return (
    <>
      <header className="page-head">
        <h1>{t("outbox.title")}</h1>
        {trial ? <span className="quiet small clip">{t("outbox.trial")}</span> : null}
      </header>
      <div className="page-body is-lined">
        {query.isPending ? <Bones /> : null}
        {query.error && !query.data ? (
          <Trouble error={query.error} retry={() => void query.refetch()} />
        ) : null}
        {query.data && items.length === 0 ? (
          <section className="nothing">
            <Icon name="outbox" />
            <h2>{t("outbox.empty_title")}</h2>
            <p>{t("outbox.empty_text")}</p>
          </section>
        ) : null}
        {items.length > 0 && phone ? (
          <ul>
            {items.map((message) => (
              <li key={message.id} className="job">
                <div className="job-top">
                  {state(message)}
                  <span>{via(message)}</span>
                  <span className="push whole">
                    <Moment at={message.at} />
                  </span>
                </div>
                <button type="button" className="job-title" onClick={() => setOpen(message.id)}>
                  <span>{about(message)}</span>
                </button>
                <div className="job-sub">{besides(to(message), message.record?.number)}</div>
              </li>
            ))}
          </ul>
        ) : null}
        {items.length > 0 && !phone ? (
          <table className="work">
            <colgroup>
              <col style={{ width: 144 }} />
              <col style={{ width: 112 }} />
              <col style={{ width: 208 }} />
              <col />
              <col style={{ width: 148 }} />
              <col style={{ width: 112 }} />
            </colgroup>
            <thead>
              <tr>
                <th scope="col">{t("outbox.at")}</th>
                <th scope="col">{t("outbox.via")}</th>
                <th scope="col">{t("outbox.to")}</th>
                <th scope="col">{t("outbox.subject")}</th>
                <th scope="col">{t("outbox.record")}</th>
                <th scope="col">{t("outbox.state_name")}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((message) => (
                <tr
                  key={message.id}
                  className={message.id === open ? "is-current" : ""}
                  onClick={() => setOpen(message.id)}
                >
                  <td>
                    <Moment at={message.at} />
                  </td>
                  <td>{via(message)}</td>
                  <td className="clip">{to(message)}</td>
                  <td className="title">
                    <button type="button" className="as-text clip" style={{ maxWidth: "100%" }}>
                      {about(message)}
                    </button>
                  </td>
                  <td className="number">{message.record?.number}</td>
                  <td>{state(message)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : null}
        <MoreOnScroll query={query} />
      </div>
      {opened ? (
        <Drawer
          open
          onClose={() => setOpen(null)}
          placement={phone ? "bottom" : "right"}
          size={phone ? "85%" : 480}
          title={
            <span className="row">
              {via(opened)}
              {state(opened)}
            </span>
          }
          closable={{ "aria-label": t("dialog.close") }}
        >
          <MessagePreview message={opened} />
        </Drawer>
      ) : null}
    </>
  );
}

/** What has become of it; held back for the sake of a group's limit is not held back for the night. */
function stateWords(message: OutboxMessage, t: TFunction): string {
  return message.state === "held" && message.code === "robot_pace"
    ? t("outbox.waits_turn")
    : t(`outbox.state.${message.state}`);
}

/** Sends it after all, with the address and template as they are now. */
function Retry({ message }: { message: OutboxMessage }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const retry = useMutation({
    mutationFn: () =>
      call(
        api.POST("/messages/{message_id}/retry", { params: { path: { message_id: message.id } } }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: messagesQuery.queryKey });
      done(t("outbox.retried"));
    },
    onError: (error) => failed(error, () => retry.mutate()),
  });
  return (
    <button
      type="button"
      className={phone ? "btn btn-primary btn-touch" : "btn btn-primary"}
      disabled={retry.isPending}
      onClick={() => retry.mutate()}
    >
      <Icon name="retry" />
      {t(message.state === "held" ? "outbox.send_now" : "outbox.retry")}
    </button>
  );
}

/** What is known beside the words: attempts, quiet hours, template, the other side's receipt. */
function Facts({ message }: { message: OutboxMessage }) {
  const { t } = useTranslation();
  const facts: [string, ReactNode][] = [];
  if (message.due_at) facts.push([t("outbox.due_at"), <Moment key="due" at={message.due_at} />]);
  if (message.sent_at) facts.push([t("outbox.sent_at"), <Moment key="at" at={message.sent_at} />]);
  if (message.attempts > 1) facts.push([t("outbox.attempts"), message.attempts]);
  if (message.together)
    facts.push([t("outbox.together"), t("outbox.together_n", { n: message.together })]);
  if (message.template) facts.push([t("outbox.template"), message.template]);
  if (message.receipt) facts.push([t("outbox.receipt"), message.receipt]);
  if (facts.length === 0) return null;
  return (
    <dl className="preview-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** All of its text: what the list has not of a long one is read when it is opened. */
function Words({ message }: { message: OutboxMessage }) {
  const cut = message.text_length !== null;
  const whole = useQuery({ ...messageQuery(message.id), enabled: cut });
  if (!cut || whole.data) return whole.data?.text ?? message.text;
  return (
    <>
      {message.text}
      {whole.error ? (
        <Trouble error={whole.error} retry={() => void whole.refetch()} />
      ) : (
        <Bones rows={2} height={24} />
      )}
    </>
  );
}

/** The message as its reader would see it: a letter, or a bubble on a phone. */
function MessagePreview({ message }: { message: OutboxMessage }) {
  const { t } = useTranslation();
  const letter = message.via === "mail" || message.via === "email";
  const to = message.person?.name
    ? besides(message.person.name, message.via === "inapp" ? "" : message.to)
    : (message.group ?? message.to ?? t("outbox.nobody"));
  return (
    <>
      {message.reason ? (
        <p className={message.state === "failed" ? "preview-reason is-bad" : "preview-reason"}>
          <Icon name="info" size="s" />
          {message.reason}
        </p>
      ) : null}
      {message.uncertain ? (
        <p className="preview-reason">
          <Icon name="info" size="s" />
          {t("outbox.uncertain")}
        </p>
      ) : null}
      {letter ? (
        <article className="letter">
          <header>
            <p>
              <span>{t("outbox.to")}</span>
              {to}
            </p>
            <h3>{message.subject}</h3>
          </header>
          <div className="letter-text">
            <Words message={message} />
          </div>
        </article>
      ) : (
        <article className="handset">
          <p className="handset-to">{to}</p>
          <div className="handset-bubble">
            {message.subject ? <b>{message.subject}</b> : null}
            <Words message={message} />
          </div>
          <p className="handset-at">
            <Moment at={message.at} />
          </p>
        </article>
      )}
      <Facts message={message} />
      <div className="preview-record">
        {message.can_retry ? <Retry message={message} /> : null}
        {message.record ? (
          <Link className="btn" to={recordPath(message.record.form, message.record.id)}>
            <Icon name="ticket" />
            {message.record.number ?? t("outbox.record")}
          </Link>
        ) : null}
      </div>
    </>
  );
}
