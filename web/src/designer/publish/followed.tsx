import { useTranslation } from "react-i18next";
import { MigrationOf } from "./migrations";
import { Ending, Progress } from "./progress";
import type { Publication } from "./queries";
import { Scheduled } from "./scheduled";
import type { Migrating } from "./under-way";
import type { PublicationWork } from "./use-publication";

/** It waits for a time that was set. */
export const isScheduled = (publication: Publication): boolean =>
  publication.state === "waiting" && publication.due_at !== null;

const isOver = ({ state }: Publication): boolean => state === "done" || state === "failed";

/** A publication from its beginning to its end, with the flows that it brings over. */
export function Followed({
  app,
  publication,
  theirs,
  migrating,
}: {
  app: string;
  publication: Publication;
  theirs: boolean;
  migrating: Migrating;
}) {
  const { t } = useTranslation();
  return (
    <div className="publish-body">
      {isScheduled(publication) ? (
        <Scheduled publication={publication} />
      ) : isOver(publication) ? (
        <>
          <Ending
            publication={publication}
            {...(migrating ? { text: t("migrate.done_text") } : {})}
          />
          {publication.state === "done" && migrating
            ? Object.keys(migrating).map((flow) => <MigrationOf key={flow} app={app} flow={flow} />)
            : null}
        </>
      ) : (
        <Progress publication={publication} theirs={theirs} />
      )}
    </div>
  );
}

/** What can be done about a publication that was begun: stop it, look again, leave it alone. */
export function FollowFoot({
  publication,
  work,
  onAgain,
  onClose,
}: {
  publication: Publication;
  work: PublicationWork;
  onAgain: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const waits = isScheduled(publication);
  return (
    <>
      {work.canCancel && !waits ? (
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
      {publication.state === "failed" ? (
        <button type="button" className="btn" onClick={onAgain}>
          {t("publish.look_again")}
        </button>
      ) : null}
      <button type="button" className="btn btn-primary" onClick={onClose}>
        {t(waits || isOver(publication) ? "dialog.close" : "publish.leave")}
      </button>
    </>
  );
}
