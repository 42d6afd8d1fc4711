import { useTranslation } from "react-i18next";
import type { Form, RecordDetail, Task } from "../../api/types";
import { Icon } from "../../app/icon";
import { useNow } from "../../app/now";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";
import { Face, Status, Urgency } from "../../app/signs";
import { exactly, moment } from "../../app/words";
import { unturned } from "../../fields/isolate";
import { copyText } from "../../ui/copy-text";
import { customerFields, textOf } from "../records/customer-of";
import { BriefClock, Clocks, Counts } from "./clocks";
import "../../app/trial.css";

const SOURCES = new Set(["link", "qr", "staff", "mail", "import", "api"]);

/** What it is about, how it stands, and until when. */
export function TicketHead({
  form,
  record,
  task,
  brief = false,
}: {
  form: Form;
  record: RecordDetail;
  task: Task | undefined;
  /** Beside a list, which has the heading of the page. */
  brief?: boolean;
}) {
  const { t } = useTranslation();
  const phone = usePhone();
  const now = useNow();
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

  const Title = brief ? "h2" : "h1";

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
          {record.source === "sample" ? (
            <span className="try-badge">{t("source.sample")}</span>
          ) : null}
          <time dateTime={record.created_at} title={exactly(record.created_at)}>
            {t("ticket.submitted", { time: moment(record.created_at, now, t) })}
          </time>
        </div>
        <Title>{unturned(record.title)}</Title>
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
          <Counts record={record} />
          {brief ? <BriefClock record={record} task={task} /> : null}
        </div>
      </div>
      {brief ? null : <Clocks form={form} record={record} task={task} />}
    </header>
  );
}
