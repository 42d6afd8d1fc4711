import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Activity, ActivityPage, Form, RecordDetail } from "../../api/types";
import { Icon } from "../../app/icon";
import { useOutbox } from "../../app/outbox";
import { useWorkspace } from "../../app/queries";
import { Trouble } from "../../app/trouble";
import { customerFields, fieldToFill, firstWords, textOf } from "../records/customer-of";
import type { ChangeDraft } from "./draft";
import { OnItsWay } from "./on-its-way";
import { StreamEvent, StreamSaid } from "./stream-items";
import { useStreamPlace } from "./use-stream-place";

const KINDS = ["all", "talk", "notes", "events"] as const;
type Kind = (typeof KINDS)[number];

/** Under which filter of the stream an entry belongs; `opensTalk` when the first entry shows the customer's words. */
export function kindOf(entry: Activity, opensTalk: boolean): Exclude<Kind, "all"> {
  if (entry.type === "created" && opensTalk) return "talk";
  if (entry.type === "comment") return entry.data.visibility === "internal" ? "notes" : "talk";
  return "events";
}

/** Everything that happened, oldest first, newest at the lower edge. */
export function Stream({
  form,
  record,
  activity,
  changeDraft,
  onFillIn,
}: {
  form: Form;
  record: RecordDetail;
  activity: UseInfiniteQueryResult<InfiniteData<ActivityPage>>;
  changeDraft: ChangeDraft;
  /** Opens the form of the record at this field. */
  onFillIn: (field: string) => void;
}) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Kind>("all");
  const entries = useMemo(
    () => (activity.data?.pages.flatMap((page) => page.items) ?? []).slice().reverse(),
    [activity.data],
  );
  const place = { form: form.key, id: record.id };
  // What the customer wrote opens the conversation.
  const words = form.case ? textOf(record.values, firstWords(form)) : "";
  const customer = textOf(record.values, customerFields(form).name);
  /** Leads to the address a message was not sent for, where it is still missing and may be written. */
  function leadToAddress(entry: Activity): (() => void) | undefined {
    const field = entry.type === "message" ? fieldToFill(record, entry.data.field) : null;
    return field ? () => onFillIn(field) : undefined;
  }
  const opensTalk = words !== "";
  const counts = useMemo(() => {
    const found: Record<Kind, number> = { all: entries.length, talk: 0, notes: 0, events: 0 };
    for (const entry of entries) found[kindOf(entry, opensTalk)] += 1;
    return found;
  }, [entries, opensTalk]);
  const shown =
    kind === "all" ? entries : entries.filter((entry) => kindOf(entry, opensTalk) === kind);
  function nameOf({ actor }: Activity): string {
    if (actor.kind === "customer") return actor.name || customer || t("stream.said.customer");
    if (actor.kind === "person") return actor.name || t("stream.somebody");
    return "";
  }
  const { person } = useWorkspace();
  const out = useOutbox((outbox) => outbox.items);
  const pending = out.filter((item) => item.record === record.id && item.person === person.id);
  const { list, onScroll, newer, toEnd } = useStreamPlace(kind, shown, pending.length);
  // Of a long story only the newest part has been read.
  const more = activity.hasNextPage ? "+" : "";

  return (
    <>
      <fieldset className="stream-head" aria-label={t("stream.filter")}>
        {KINDS.map((each) => (
          <button
            key={each}
            type="button"
            className={kind === each ? "pick is-on" : "pick"}
            aria-pressed={kind === each}
            onClick={() => setKind(each)}
          >
            {t(`stream.kind.${each}`)}
            <span className="count">
              {counts[each]}
              {more}
            </span>
          </button>
        ))}
      </fieldset>
      <div
        className="stream"
        ref={list}
        role="log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={t("stream.title")}
        onScroll={onScroll}
      >
        <div className="stream-inner">
          {activity.hasNextPage ? (
            <button
              type="button"
              className="earlier"
              disabled={activity.isFetchingNextPage}
              onClick={() => void activity.fetchNextPage()}
            >
              {t("stream.earlier")}
            </button>
          ) : null}
          {activity.isPending ? (
            <>
              <span className="bone" style={{ width: "60%", height: 40, marginTop: 16 }} />
              <span className="bone" style={{ width: "40%", marginTop: 12 }} />
            </>
          ) : null}
          {activity.error && !activity.data ? (
            <Trouble error={activity.error} retry={() => void activity.refetch()} />
          ) : null}
          {activity.data && shown.length === 0 && !activity.hasNextPage ? (
            <p className="stream-none">
              <Icon name="info" size="s" />
              {t("stream.none")}
            </p>
          ) : null}
          {shown.map((entry) =>
            entry.type === "created" && words ? (
              <StreamSaid
                key={entry.id}
                actor="customer"
                name={customer || t("stream.said.customer")}
                at={entry.at}
                text={words}
                internal={false}
              />
            ) : entry.type === "comment" ? (
              <StreamSaid
                key={entry.id}
                actor={entry.actor.kind}
                name={nameOf(entry) || entry.data.rule || ""}
                at={entry.at}
                text={entry.data.text}
                internal={entry.data.visibility === "internal"}
                names={Object.values(entry.data.mentions ?? {})}
                files={entry.data.files ?? []}
              />
            ) : (
              <StreamEvent
                key={entry.id}
                entry={entry}
                place={place}
                name={nameOf(entry)}
                onFillIn={leadToAddress(entry)}
              />
            ),
          )}
          {kind === "events"
            ? null
            : pending.map((item) => (
                <OnItsWay key={item.key} item={item} name={person.name} changeDraft={changeDraft} />
              ))}
        </div>
        {newer > 0 ? (
          <button type="button" className="btn btn-small stream-newer" onClick={toEnd}>
            <Icon name="down" size="s" />
            {t("stream.newer", { n: newer })}
          </button>
        ) : null}
      </div>
    </>
  );
}
