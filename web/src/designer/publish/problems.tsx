import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Icon } from "../../app/icon";
import type { Changes, DraftProblem } from "./queries";
import { placeOf } from "./told";

/** What stands in the way, each with the place where it is mended. */
export function Problems({
  app,
  changes,
  title,
  onSince,
  onLeave,
}: {
  app: string;
  changes: Changes;
  title: string;
  /** Leads to a later publication that stands in the way, by the version that it made. */
  onSince?: ((version: number) => void) | undefined;
  onLeave: () => void;
}) {
  const { t } = useTranslation();
  const labelOf = (problem: DraftProblem) =>
    changes.changes.find((each) => each.kind === problem.kind && each.key === problem.key)?.label;
  return (
    <section className="publish-problems" role="alert">
      <h3>
        <Icon name="late" />
        {title}
      </h3>
      <ul>
        {changes.problems.map((problem) => (
          <li key={problem.path + problem.code}>
            <span>
              {isLater(problem) ? null : <b>{labelOf(problem) ?? problem.key}</b>}
              {problem.message}
            </span>
            {isLater(problem) ? (
              <Since version={problem.since} onSince={onSince} />
            ) : (
              <Link className="text-link" to={placeOf(app, problem)} onClick={onLeave}>
                {t("publish.mend")}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A later publication stands in the way: nothing in the part is to be mended, and its sentence names the part. */
function isLater(problem: DraftProblem): boolean {
  return problem.code === "take_back_changed_since" || problem.code === "take_back_removed_since";
}

function Since({
  version,
  onSince,
}: {
  version: number | null | undefined;
  onSince: ((version: number) => void) | undefined;
}) {
  const { t } = useTranslation();
  if (!version || !onSince) return null;
  return (
    <button type="button" className="text-link" onClick={() => onSince(version)}>
      {t("publish.back_first", { version })}
    </button>
  );
}
