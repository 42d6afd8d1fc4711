import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Bones } from "../../app/bones";
import { Icon } from "../../app/icon";
import { recordPath } from "../../app/places";
import { Trouble } from "../../app/trouble";
import { type Chosen, type MigrationRefusal, trialQuery } from "./migration-queries";

/** How many are named before the rest is only counted. */
const NAMED = 5;

/** What bringing open instances of one flow to the new version would do; asks where work goes whose step is gone. */
export function TrialReport({
  app,
  flow,
  nodes,
  onNodes,
}: {
  app: string;
  flow: string;
  nodes: Chosen;
  onNodes: (nodes: Chosen) => void;
}) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    ...trialQuery(app, flow, nodes),
    placeholderData: (before) => before,
  });
  if (error && !data) return <Trouble error={error} retry={() => void refetch()} />;
  if (!data) return <Bones rows={2} height={32} />;
  const gone = data.nodes.filter((each) => each.gone);
  const stay = data.total - data.ready;
  return (
    <div className="migrate-report" aria-live="polite">
      {gone.map((node) => (
        <div className="migrate-gone" key={node.key}>
          <span className="migrate-gone-what">{t("migrate.gone", node)}</span>
          <Icon name="arrow" size="s" />
          <Select
            className="migrate-gone-to"
            aria-label={t("migrate.goes_to", { name: node.name })}
            placeholder={t("migrate.choose")}
            allowClear
            value={nodes[node.key] ?? null}
            options={data.targets.map((each) => ({ value: each.key, label: each.name }))}
            onChange={(to) => {
              const { [node.key]: _, ...rest } = nodes;
              onNodes(to ? { ...rest, [node.key]: to } : rest);
            }}
          />
        </div>
      ))}
      <p className="migrate-sum">
        <span className="migrate-ok">
          <Icon name="check" size="s" />
          {t("migrate.ready", { n: data.ready })}
        </span>
        {stay > 0 ? (
          <span className="migrate-stay">
            <Icon name="alert" size="s" />
            {t("migrate.stay", { n: stay })}
          </span>
        ) : null}
      </p>
      <Refusals refused={data.refused} total={stay} />
    </div>
  );
}

/** Those that stay on their version, and why; the first few by name. */
export function Refusals({
  refused,
  total,
}: {
  refused: readonly MigrationRefusal[];
  total: number;
}) {
  const { t } = useTranslation();
  if (refused.length === 0) return null;
  const more = total - Math.min(refused.length, NAMED);
  return (
    <ul className="migrate-refused">
      {refused.slice(0, NAMED).map((each) => (
        <li key={each.record}>
          <Link className="text-link" to={recordPath(each.form, each.record)} target="_blank">
            {each.number || t("migrate.record")}
          </Link>
          <span>{each.message}</span>
        </li>
      ))}
      {more > 0 ? <li className="quiet">{t("migrate.more", { n: more })}</li> : null}
    </ul>
  );
}
