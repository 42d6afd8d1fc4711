import { type UseQueryOptions, useQuery } from "@tanstack/react-query";
import { Modal } from "antd";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePhone } from "../../app/screen";
import { AskFoot } from "./ask-foot";
import { ChangeSet } from "./change-set";
import { Followed, FollowFoot, isScheduled } from "./followed";
import type { Changes, Publication } from "./queries";
import { asksToAccept, linesOf } from "./told";
import { type Migrating, STAYS } from "./under-way";
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
  /** What was on the screen when it was accepted: something more asks anew. */
  const [accepted, setAccepted] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const [migrating, setMigrating] = useState<Migrating>(null);
  const work = usePublication(app, start, changes?.running ?? null);
  // What stays on the old flow is no news where it is brought over.
  const lines = changes
    ? linesOf(changes.changes).map((line) =>
        migrating ? { ...line, effects: line.effects.filter((each) => each.code !== STAYS) } : line,
      )
    : [];
  const blocked = changes !== undefined && changes.problems.length > 0;
  const asks = changes !== undefined && asksToAccept(changes);
  const consents = asks && accepted === wordOf(changes);
  const ready =
    changes !== undefined &&
    !blocked &&
    lines.length > 0 &&
    !(asks && !consents) &&
    !work.starting &&
    !isFetching &&
    changes.scheduled === null;
  const shown = work.publication;

  return (
    <Modal
      open
      centered={!phone}
      onCancel={onClose}
      footer={null}
      title={
        <header className="publish-head">
          <h2>{headOf(shown, changes, words, t)}</h2>
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
        <Followed app={app} publication={shown} theirs={work.theirs} migrating={migrating} />
      ) : (
        <ChangeSet
          app={app}
          changes={changes}
          lines={lines}
          error={error}
          busy={isFetching}
          problems={words.problems}
          migrating={migrating}
          onMigrating={setMigrating}
          onSince={onSince}
          onAgain={() => void refetch()}
          onLeave={onClose}
        />
      )}
      <footer className="publish-foot">
        {shown ? (
          <FollowFoot
            publication={shown}
            work={work}
            onAgain={() => {
              work.reset();
              void refetch();
            }}
            onClose={onClose}
          />
        ) : (
          <AskFoot
            asks={asks && !blocked}
            accepted={consents}
            onAccepted={(now) => setAccepted(now && changes ? wordOf(changes) : null)}
            note={note}
            onNote={setNote}
            ready={ready}
            act={
              work.starting
                ? t("publish.starting")
                : changes
                  ? words.act(changes)
                  : t("publish.button_short")
            }
            onAct={(at) => ready && work.begin(wantedOf(changes, note, at, migrating))}
            onClose={onClose}
          />
        )}
      </footer>
    </Modal>
  );
}

const wordOf = ({ accept }: Changes): string => JSON.stringify(accept);

function headOf(
  shown: Publication | null,
  changes: Changes | undefined,
  words: ChangeWords,
  t: TFunction,
): string {
  if (!shown) return changes ? words.title(changes) : t("publish.looking");
  if (isScheduled(shown)) return t("publish.scheduled_title");
  if (shown.state === "done") return words.done;
  return t(shown.state === "failed" ? "publish.failed_title" : "publish.running_title");
}

/** `at`: when it begins, ISO 8601; at once without. */
function wantedOf(
  changes: Changes,
  note: string,
  at: string | undefined,
  migrating: Migrating,
): Wanted {
  const wanted: Wanted = { accept: changes.accept };
  if (note.trim()) wanted.note = note.trim();
  if (at) wanted.at = at;
  if (migrating) {
    const flows = Object.entries(migrating);
    wanted.migrate = Object.fromEntries(
      flows.map(([flow, nodes]) => [flow, { nodes: { ...nodes } }]),
    );
  }
  return wanted;
}
