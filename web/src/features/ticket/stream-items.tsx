import type { ReactNode } from "react";
import { Trans, useTranslation } from "react-i18next";
import type { Activity, Actor } from "../../api/types";
import { Icon, type IconName } from "../../app/icon";
import { useNow } from "../../app/now";
import { Face, Moment } from "../../app/signs";
import { moment } from "../../app/words";
import { unturned } from "../../fields/isolate";
import { type AttachedFile, AttachedFiles } from "./attached";
import { Changes, inOneLine, type RecordPlace } from "./changes";
import { LongText } from "./long-text";
import { mentionPieces } from "./mention";
import { promiseWords } from "./promise-words";

const NOBODY: readonly string[] = [];
const NO_FILES: readonly AttachedFile[] = [];

/** Something somebody said: the customer gray, a reply teal, a note yellow and dashed. */
export function StreamSaid({
  actor,
  name,
  at,
  text,
  internal,
  names = NOBODY,
  files = NO_FILES,
}: {
  actor: Actor["kind"];
  name: string;
  at: string;
  text: string;
  internal: boolean;
  /** Of the colleagues it names. */
  names?: readonly string[];
  files?: readonly AttachedFile[];
}) {
  const { t } = useTranslation();
  const kind = internal ? "note" : actor === "customer" ? "customer" : "reply";
  return (
    <article className={`said is-${kind}`}>
      <Face name={name} />
      <div>
        <div className="said-head">
          <b>
            <bdi>{unturned(name)}</bdi>
          </b>
          {internal ? <Icon name="lock" size="s" /> : null}
          <span className="kind">{t(`stream.said.${kind}`)}</span>
          <Moment at={at} />
        </div>
        {!text && files.length === 0 ? (
          <div className="said-body quiet">{t("erase.erased")}</div>
        ) : null}
        {text ? (
          <div className="said-body" dir="auto">
            <LongText
              text={text}
              draw={(shown) =>
                mentionPieces(shown, names).map((piece, index) =>
                  piece.on ? <b key={index}>{piece.text}</b> : piece.text,
                )
              }
            />
          </div>
        ) : null}
        {files.length > 0 ? (
          <div className="said-files">
            <AttachedFiles files={files} />
          </div>
        ) : null}
      </div>
    </article>
  );
}

const ICONS: Record<Exclude<Activity["type"], "comment">, IconName> = {
  created: "plus",
  updated: "edit",
  deleted: "trash",
  restored: "retry",
  erased: "trash",
  message: "mail",
  flow_started: "flow",
  task_offered: "flow",
  task_claimed: "person",
  task_released: "rejected",
  task_transferred: "transfer",
  task_completed: "check",
  confirm_waiting: "clock",
  confirmed: "check",
  rejected: "rejected",
  urged: "urge",
  flow_ended: "check",
  flow_incident: "late",
  flow_withdrawn: "back",
  flow_migrated: "flow",
  task_returned: "rejected",
  task_withdrawn: "back",
  wait_started: "clock",
  wait_ended: "clock",
  incident_decided: "gear",
  copied: "eye",
  cancelled: "x",
  suspended: "clock",
  resumed: "flow",
  survey_answered: "star",
  sla_warned: "clock",
  sla_breached: "late",
  sla_changed: "clock",
  sla_level: "late",
  case_differs: "late",
  escalated: "late",
  assigned: "transfer",
  rule_stopped: "late",
  button_pressed: "flow",
};

/** The best score of each scale of a survey. */
const TOP_SCORE = { csat: 5, nps: 10, ces: 7 } as const;

/** Whether a message to somebody outside was not sent because nobody knows where to. */
export function lacksAddress(entry: Activity): boolean {
  if (entry.type !== "message") return false;
  const { state, to, field } = entry.data;
  return state === "skipped" && !to && Boolean(field);
}

/** One 12-px line for something that happened; what was written along stands below. */
export function StreamEvent({
  entry,
  place,
  name,
  onFillIn,
}: {
  entry: Exclude<Activity, { type: "comment" }>;
  /** The record it happened to. */
  place: RecordPlace;
  /** Who did it; empty when the system did. */
  name: string;
  /** Leads to the missing mail address; absent where nothing is missing or the reader may not fill it in. */
  onFillIn?: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  const now = useNow();
  const line = (key: string, values: Record<string, string | number> = {}): ReactNode => (
    <>
      {name ? <b>{name} </b> : null}
      <Trans i18nKey={key} values={values} components={{ b: <b /> }} />
    </>
  );

  function words(): { main: ReactNode; more?: ReactNode } {
    switch (entry.type) {
      case "created":
      case "deleted":
      case "restored":
        return { main: line(`event.${entry.type}`) };
      case "erased": {
        const texts = entry.data.also.map((each) => t(`event.erased_texts.${each}`));
        const what = [...entry.data.fields, ...texts].join(t("list.and"));
        return { main: line("event.erased", { what }), more: entry.data.reason };
      }
      case "flow_started":
      case "flow_ended":
      case "flow_incident":
      case "cancelled":
      case "suspended":
      case "resumed":
        return { main: t(`event.${entry.type}`) };
      case "updated":
        if ((entry.data.by_flow || entry.data.rule) && inOneLine(entry.data.changes)) {
          const changes = entry.data.changes.map(
            ({ label, to }) => `${label} → ${to || t("event.emptied")}`,
          );
          return {
            main: changes.join(t("list.and")),
            ...(entry.data.rule ? { more: t("event.by_rule", { rule: entry.data.rule }) } : {}),
          };
        }
        return {
          main: line("event.updated", { n: entry.data.changes.length }),
          more: (
            <>
              {entry.data.rule ? t("event.by_rule", { rule: entry.data.rule }) : null}
              <Changes changes={entry.data.changes} entry={entry.id} place={place} />
            </>
          ),
        };
      case "message": {
        const { via, to, state, reason, subject } = entry.data;
        const because = reason || subject;
        return {
          main: (
            <>
              <Trans
                i18nKey={`event.message.${state}`}
                values={{ via: t(`via.${via}`, { defaultValue: via }), to: to ?? "" }}
                components={{ b: <b /> }}
              />
              {because ? t("list.colon") + because : null}
              {onFillIn && lacksAddress(entry) ? (
                <button type="button" className="text-link fill-in" onClick={onFillIn}>
                  {t("event.fill_in")}
                </button>
              ) : null}
            </>
          ),
        };
      }
      case "task_offered": {
        // Given to one person, such as back to whoever had it, or to a team to claim.
        const to = entry.data.claimed_by ?? entry.data.team;
        return {
          main: (
            <Trans
              i18nKey={to ? "event.task_offered" : "event.task_waiting"}
              values={{ name: entry.data.name ?? "", team: to ?? "" }}
              components={{ b: <b /> }}
            />
          ),
        };
      }
      case "task_transferred":
        return {
          main: line("event.task_transferred", { to: entry.data.to ?? "" }),
          ...(entry.data.reason ? { more: entry.data.reason } : {}),
        };
      case "escalated":
      case "assigned": {
        const { to, rule } = entry.data;
        return {
          main: line(to ? `event.${entry.type}_to` : `event.${entry.type}`, { to: to ?? "" }),
          more: t("event.by_rule", { rule }),
        };
      }
      case "rule_stopped":
        return {
          main: line("event.rule_stopped", { rule: entry.data.rule }),
          ...(entry.data.reason ? { more: entry.data.reason } : {}),
        };
      case "button_pressed":
        return { main: line("event.button_pressed", { rule: entry.data.rule }) };
      case "task_completed":
        return {
          main: line("event.task_completed", {
            name: entry.data.name ?? "",
            outcome: entry.data.outcome_name ?? "",
          }),
          ...(entry.data.comment ? { more: entry.data.comment } : {}),
        };
      case "task_returned":
        return {
          main: line("event.task_returned", {
            name: entry.data.name ?? "",
            target: entry.data.target ?? "",
          }),
          ...(entry.data.comment ? { more: entry.data.comment } : {}),
        };
      case "flow_migrated":
        return {
          main: line("event.flow_migrated", {
            from: String(entry.data.from_version),
            to: String(entry.data.to_version),
          }),
        };
      case "task_withdrawn":
        return { main: line("event.task_withdrawn", { name: entry.data.name ?? "" }) };
      case "copied":
      case "wait_ended":
        return { main: t(`event.${entry.type}`, { name: entry.data.name ?? "" }) };
      case "wait_started":
        return {
          main: entry.data.until
            ? t("event.wait_started", { time: moment(entry.data.until, now, t) })
            : t("event.wait_started_open"),
        };
      case "incident_decided":
        return {
          main: line(`event.incident.${entry.data.decision}`, { name: entry.data.name ?? "" }),
          ...(entry.data.comment ? { more: entry.data.comment } : {}),
        };
      case "confirm_waiting":
        return {
          main: entry.data.until
            ? t("event.confirm_waiting", { time: moment(entry.data.until, now, t) })
            : t("event.confirm_waiting_open"),
        };
      case "confirmed":
        return { main: line(entry.data.by_staff ? "event.confirmed_by_staff" : "event.confirmed") };
      case "rejected":
        return { main: line("event.rejected"), more: entry.data.reason };
      case "urged":
        return { main: line("event.urged", { n: entry.data.count }) };
      case "survey_answered": {
        const { score, scale, tags, comment } = entry.data;
        const more = [tags.map((tag) => t(`survey.tag.${tag}`)).join(t("list.and")), comment];
        return {
          main: line("event.survey_answered", { score: `${score} / ${TOP_SCORE[scale]}` }),
          ...(more.some(Boolean) ? { more: more.filter(Boolean).join(t("list.colon")) } : {}),
        };
      }
      case "sla_warned":
      case "sla_breached":
        return { main: t(`event.${entry.type}.${entry.data.clock}`) };
      case "sla_level":
        return {
          main: (
            <span className={`level-text level-${entry.data.color}`}>
              {t(`event.sla_level.${entry.data.clock}`, { level: entry.data.level })}
            </span>
          ),
        };
      case "sla_changed":
        return promiseWords(entry.data, t);
      case "case_differs":
        return { main: t("event.case_differs"), more: entry.data.parts.join(", ") };
      default:
        return { main: line(`event.${entry.type}`) };
    }
  }

  const { main, more } = words();
  return (
    <div className="event">
      <Icon name={ICONS[entry.type] ?? "info"} />
      <div>
        <div className="event-line">
          <span>{main}</span>
          <Moment at={entry.at} />
        </div>
        {more ? <div className="event-more">{more}</div> : null}
      </div>
    </div>
  );
}
