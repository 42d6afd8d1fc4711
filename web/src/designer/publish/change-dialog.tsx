import { type UseQueryOptions, useQuery } from "@tanstack/react-query";
import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Bones } from "../../app/bones";
import { Icon } from "../../app/icon";
import { usePhone } from "../../app/screen";
import { Trouble } from "../../app/trouble";
import { ChangeList } from "./change-list";
import { Later } from "./later";
import { MigrationOf } from "./migrations";
import { Problems } from "./problems";
import { Ending, Progress } from "./progress";
import type { Changes, Publication } from "./queries";
import { Scheduled } from "./scheduled";
import { asksToAccept, linesOf } from "./told";
import { flowsUnderWay, type Migrating, STAYS, UnderWay } from "./under-way";
import { usePublication, type Wanted } from "./use-publication";
import "./publish.css";
import "./under-way.css";

export interface ChangeWords {
  title: (changes: Changes) => string;
  act: (changes: Changes) => string;
  /** What is said above problems that stand in the way, and when it went well. */
  problems: (n: number) => string;
  done: string;
}

// The key of the query differs between publishing and going back; only its data matters here.
// biome-ignore lint/suspicious/noExplicitAny: the key is of no interest
type ChangesOptions = UseQueryOptions<Changes, Error, Changes, any>;

/** Shows a change set, asks once what must be accepted, carries it out, tells how it ended. */
export function ChangeDialog({
  app,
  query,
  words,
  start,
  onSince,
  onClose,
}: {
  app: string;
  query: ChangesOptions;
  words: ChangeWords;
  start: (wanted: Wanted) => Promise<Publication>;
  /** Leads to a later publication that stands in the way, by the version that it made. */
  onSince?: (version: number) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const phone = usePhone();
  const { data: changes, error, refetch, isFetching } = useQuery({ ...query, staleTime: 0 });
  const [accepted, setAccepted] = useState(false);
  const [note, setNote] = useState("");
  const [migrating, setMigrating] = useState<Migrating>(null);
  const work = usePublication(app, start, changes?.running ?? null);
  // What stays on the old flow is no news where it is brought over.
  const lines = changes
    ? linesOf(changes.changes).map((line) =>
        migrating ? { ...line, effects: line.effects.filter((each) => each.code !== STAYS) } : line,
      )
    : [];
  const asks = changes !== undefined && asksToAccept(changes);
  const blocked = changes !== undefined && changes.problems.length > 0;
  const shown = work.publication;

  const flows = changes ? flowsUnderWay(changes.changes) : [];
  const ready =
    changes !== undefined &&
    !blocked &&
    lines.length > 0 &&
    !(asks && !accepted) &&
    !work.starting &&
    !isFetching &&
    changes.scheduled === null;

  function act(at?: string) {
    if (!ready) return;
    work.begin({
      accept: changes.accept,
      ...(note.trim() ? { note: note.trim() } : {}),
      ...(at ? { at } : {}),
      ...(migrating
        ? {
            migrate: Object.fromEntries(
              Object.entries(migrating).map(([flow, nodes]) => [flow, { nodes: { ...nodes } }]),
            ),
          }
        : {}),
    });
  }

  const later = shown?.state === "waiting" && shown.due_at !== null;
  const head = later
    ? t("publish.scheduled_title")
    : shown
      ? shown.state === "done"
        ? words.done
        : shown.state === "failed"
          ? t("publish.failed_title")
          : t("publish.running_title")
      : changes
        ? words.title(changes)
        : t("publish.looking");
  return (
    <Modal
      open
      centered={!phone}
      onCancel={onClose}
      footer={null}
      title={
        <header className="publish-head">
          <h2>{head}</h2>
          {changes && !shown ? (
            <p className="quiet">
              {changes.version > 0
                ? t("publish.versions", { from: changes.version, to: changes.version + 1 })
                : t("publish.first_version")}
            </p>
          ) : null}
        </header>
      }
      closable={{ "aria-label": t("dialog.close") }}
      width={phone ? "100%" : 928}
      className={phone ? "publish-modal is-phone" : "publish-modal"}
      focusable={{ trap: true }}
    >
      {shown ? (
        <div className="publish-body">
          {later ? (
            <Scheduled app={app} publication={shown} />
          ) : shown.state === "done" || shown.state === "failed" ? (
            <>
              <Ending
                app={app}
                publication={shown}
                {...(migrating ? { text: t("migrate.done_text") } : {})}
              />
              {shown.state === "done" && migrating
                ? Object.keys(migrating).map((flow) => (
                    <MigrationOf key={flow} app={app} flow={flow} />
                  ))
                : null}
            </>
          ) : (
            <Progress publication={shown} theirs={work.theirs} />
          )}
        </div>
      ) : (
        <section
          className="publish-body"
          aria-busy={isFetching}
          aria-label={t("publish.show_parts")}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: long lists are scrolled by keys too
          tabIndex={0}
        >
          {error && !changes ? <Trouble error={error} retry={() => void refetch()} /> : null}
          {!changes && !error ? <Bones rows={5} height={56} /> : null}
          {changes?.scheduled ? <Scheduled app={app} publication={changes.scheduled} /> : null}
          {changes && blocked ? (
            <Problems
              app={app}
              changes={changes}
              title={words.problems(changes.problems.length)}
              onSince={onSince}
              onLeave={onClose}
            />
          ) : null}
          {changes && lines.length === 0 ? (
            <p className="publish-none quiet">{t("publish.no_difference")}</p>
          ) : null}
          {changes && lines.length > 0 ? (
            <ChangeList app={app} lines={lines} moving={migrating !== null} />
          ) : null}
          {changes && !blocked && !changes.scheduled && flows.length > 0 ? (
            <UnderWay app={app} flows={flows} chosen={migrating} onChoose={setMigrating} />
          ) : null}
          {changes && !blocked && lines.length > 0 ? (
            <ul className="publish-checks">
              <li>
                <Icon name="check" size="s" />
                {t("publish.check_references")}
              </li>
              <li>
                <Icon name="check" size="s" />
                {t("publish.check_meanwhile")}
              </li>
              <li>
                <Icon name="check" size="s" />
                {t("publish.check_back")}
              </li>
            </ul>
          ) : null}
        </section>
      )}
      <footer className="publish-foot">
        {shown ? (
          <>
            {work.canCancel && !later ? (
              <button
                type="button"
                className="btn"
                disabled={work.canceling}
                onClick={() => work.cancel()}
              >
                {t(work.canceling ? "publish.canceling" : "publish.cancel_running")}
              </button>
            ) : null}
            <span className="push" />
            {shown.state === "failed" ? (
              <button
                type="button"
                className="btn"
                onClick={() => {
                  work.reset();
                  void refetch();
                }}
              >
                {t("publish.look_again")}
              </button>
            ) : null}
            <button type="button" className="btn btn-primary" onClick={onClose}>
              {t(
                later || shown.state === "done" || shown.state === "failed"
                  ? "dialog.close"
                  : "publish.leave",
              )}
            </button>
          </>
        ) : (
          <>
            {asks && !blocked ? (
              <label className="tick">
                <input
                  type="checkbox"
                  checked={accepted}
                  onChange={(event) => setAccepted(event.target.checked)}
                />
                {t("publish.accept")}
              </label>
            ) : null}
            <input
              type="text"
              className="publish-note"
              maxLength={500}
              value={note}
              aria-label={t("publish.note")}
              placeholder={t("publish.note")}
              onChange={(event) => setNote(event.target.value)}
            />
            <button type="button" className="btn" onClick={onClose}>
              {t("publish.not_now")}
            </button>
            <Later disabled={!ready} onPick={act} />
            <button
              type="button"
              className="btn btn-primary"
              disabled={!ready}
              onClick={() => act()}
            >
              {work.starting
                ? t("publish.starting")
                : changes
                  ? words.act(changes)
                  : t("publish.button_short")}
            </button>
          </>
        )}
      </footer>
    </Modal>
  );
}
