import { useTranslation } from "react-i18next";
import { Bones } from "../../app/bones";
import { Icon } from "../../app/icon";
import { Trouble } from "../../app/trouble";
import { ChangeList } from "./change-list";
import { Problems } from "./problems";
import type { Changes } from "./queries";
import { Scheduled } from "./scheduled";
import type { Line } from "./told";
import { flowsUnderWay, type Migrating, UnderWay } from "./under-way";

/** What is checked by itself before anything changes. */
const CHECKS = ["check_references", "check_meanwhile", "check_back"] as const;

/** What would change, what stands in its way, and what becomes of flows that are under way. */
export function ChangeSet({
  app,
  changes,
  lines,
  error,
  busy,
  problems,
  migrating,
  onMigrating,
  onSince,
  onAgain,
  onLeave,
}: {
  app: string;
  changes: Changes | undefined;
  /** The changes as they are listed. */
  lines: Line[];
  error: Error | null;
  /** It is being read. */
  busy: boolean;
  /** What is said above problems. */
  problems: (n: number) => string;
  migrating: Migrating;
  onMigrating: (migrating: Migrating) => void;
  onSince: ((version: number) => void) | undefined;
  onAgain: () => void;
  onLeave: () => void;
}) {
  const { t } = useTranslation();
  return (
    <section
      className="publish-body"
      aria-busy={busy}
      aria-label={t("publish.show_parts")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: long lists are scrolled by keys too
      tabIndex={0}
    >
      {changes ? null : error ? (
        <Trouble error={error} retry={onAgain} />
      ) : (
        <Bones rows={5} height={56} />
      )}
      {changes?.scheduled ? <Scheduled publication={changes.scheduled} /> : null}
      {changes && changes.problems.length > 0 ? (
        <Problems
          app={app}
          changes={changes}
          title={problems(changes.problems.length)}
          onSince={onSince}
          onLeave={onLeave}
        />
      ) : null}
      {changes && lines.length === 0 ? (
        <p className="publish-none quiet">{t("publish.no_difference")}</p>
      ) : null}
      {changes && lines.length > 0 ? (
        <ChangeList app={app} lines={lines} moving={migrating !== null} />
      ) : null}
      {changes && changes.problems.length === 0 ? (
        <Beside
          app={app}
          changes={changes}
          checked={lines.length > 0}
          migrating={migrating}
          onMigrating={onMigrating}
        />
      ) : null}
    </section>
  );
}

/** What is said where nothing stands in the way. */
function Beside({
  app,
  changes,
  checked,
  migrating,
  onMigrating,
}: {
  app: string;
  changes: Changes;
  checked: boolean;
  migrating: Migrating;
  onMigrating: (migrating: Migrating) => void;
}) {
  const { t } = useTranslation();
  const flows = flowsUnderWay(changes.changes);
  return (
    <>
      {!changes.scheduled && flows.length > 0 ? (
        <UnderWay app={app} flows={flows} chosen={migrating} onChoose={onMigrating} />
      ) : null}
      {checked ? (
        <ul className="publish-checks">
          {CHECKS.map((each) => (
            <li key={each}>
              <Icon name="check" size="s" />
              {t(`publish.${each}`)}
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}
