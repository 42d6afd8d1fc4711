import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Icon } from "../../app/icon";
import type { Changes } from "./queries";
import { placeOf } from "./told";

/** What stands in the way of publishing, each with the place where it is mended. */
export function Problems({
  app,
  changes,
  onLeave,
}: {
  app: string;
  changes: Changes;
  onLeave: () => void;
}) {
  const { t } = useTranslation();
  const found = changes.problems;
  return (
    <section className="publish-problems" role="alert">
      <h3>
        <Icon name="late" />
        {t("publish.problems", { n: found.length })}
      </h3>
      <ul>
        {found.map((problem) => {
          const part = changes.changes.find(
            (each) => each.kind === problem.kind && each.key === problem.key,
          );
          return (
            <li key={problem.path + problem.code}>
              <span>
                <b>{part?.label ?? problem.key}</b>
                {problem.message}
              </span>
              <Link className="text-link" to={placeOf(app, problem)} onClick={onLeave}>
                {t("publish.mend")}
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
