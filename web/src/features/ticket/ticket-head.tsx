import { useTranslation } from "react-i18next";
import type { Form, RecordDetail, Task } from "../../api/types";
import { dueState } from "../../app/due";
import { Icon } from "../../app/icon";
import { useNow } from "../../app/now";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";
import { Face, Status, Urgency } from "../../app/signs";
import { duration, exactly, moment } from "../../app/words";
import { copyText } from "../../ui/copy-text";
import { customerFields, textOf } from "../records/customer-of";

const SOURCES = new Set(["link", "qr", "staff", "mail", "import", "api"]);

interface Clock {
  name: string;
  due: string;
  from: string;
  warn?: string | null;
}

/** The next deadline of a ticket: its first answer, then its solution, else that of the task. */
function useClock(record: RecordDetail, task: Task | undefined): Clock | null {
  const { t } = useTranslation();
  const clocks = record.case;
  const from = record.created_at;
  if (clocks?.resolved_at || clocks?.closed_at) return null;
  if (clocks?.first_response_due && !clocks.first_responded_at) {
    return { name: t("ticket.due_response"), due: clocks.first_response_due, from };
  }
  if (clocks?.resolution_due) {
    return { name: t("ticket.due_resolution"), due: clocks.resolution_due, from };
  }
  return task?.due_at
    ? { name: t("ticket.due"), due: task.due_at, from: task.created_at, warn: task.warn_at }
    : null;
}

function Due({ name, due, from, warn }: Clock) {
  const { t } = useTranslation();
  const now = useNow();
  const state = dueState(
    Date.parse(due),
    Date.parse(from),
    now,
    warn ? Date.parse(warn) : undefined,
  );
  const late = state.level === "late";
  const percent = Math.round(state.used * 100);
  return (
    <div className={`due level-${state.level}`}>
      <div className="due-label">
        <span>{name}</span>
        <span>{moment(due, now, t)}</span>
      </div>
      <div className="due-left">
        {t(late ? "due.late" : "due.left", { time: duration(Math.abs(state.minutes), t) })}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a meter element cannot be drawn with marks */}
      <div
        className="clock-bar"
        role="meter"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-label={t("due.used", { n: percent })}
      >
        <i style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}

/** What it is about, how it stands, and until when. */
export function TicketHead({
  form,
  record,
  task,
}: {
  form: Form;
  record: RecordDetail;
  task: Task | undefined;
}) {
  const { t } = useTranslation();
  const phone = usePhone();
  const now = useNow();
  const clock = useClock(record, task);
  const { done } = useSaying();
  const find = (type: string) => form.fields.find((field) => field.type === type);
  const status = find("status");
  const priority = find("priority");
  const member = find("member");
  const kind = form.fields.find((field) => field.type === "radio");
  const statusValue = textOf(record.values, status?.key ?? null);
  const urgency = textOf(record.values, priority?.key ?? null);
  const kindValue = textOf(record.values, kind?.key ?? null);
  const who = record.related.people[textOf(record.values, member?.key ?? null)]?.name;
  const customer = textOf(record.values, customerFields(form).name);

  async function copy() {
    if (record.number && (await copyText(record.number))) {
      done(t("ticket.copied", { number: record.number }));
    }
  }

  return (
    <header className="ticket-head">
      <div className="grow">
        <div className="meta">
          {record.number ? (
            <>
              {record.number}
              <button type="button" aria-label={t("ticket.copy_number")} onClick={copy}>
                <Icon name="copy" size="s" />
              </button>
              <span>·</span>
            </>
          ) : null}
          {record.source && SOURCES.has(record.source) ? (
            <>
              {t(`source.${record.source}`)}
              <span>·</span>
            </>
          ) : null}
          <time dateTime={record.created_at} title={exactly(record.created_at)}>
            {t("ticket.submitted", { time: moment(record.created_at, now, t) })}
          </time>
        </div>
        <h1>{record.title}</h1>
        <div className="facts">
          {status && statusValue ? <Status field={status} value={statusValue} /> : null}
          {priority && urgency ? <Urgency field={priority} value={urgency} /> : null}
          {phone ? (
            form.case && customer ? (
              <span className="clip">{customer}</span>
            ) : null
          ) : (
            <>
              {kindValue ? (
                <span>
                  {kind?.options?.find((option) => option.key === kindValue)?.label ?? kindValue}
                </span>
              ) : null}
              {who ? (
                <span className="row">
                  <Face name={who} />
                  {who}
                </span>
              ) : null}
            </>
          )}
        </div>
      </div>
      {clock ? <Due {...clock} /> : null}
    </header>
  );
}
