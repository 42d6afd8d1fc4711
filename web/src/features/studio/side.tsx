import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Icon } from "../../app/icon";
import { useColleagues } from "../../app/queries";
import { Moment } from "../../app/signs";
import { Checklist } from "../../designer/checklist";
import { designerPath, kindPath } from "../../designer/places";
import { PartIcon } from "../../designer/publish/part-icon";
import { type Changes, publicationsQuery } from "../../designer/publish/queries";
import { linesOf, placeOf } from "../../designer/publish/told";
import { SampleCard } from "../../designer/sample-card";
import type { Gap } from "./gaps";
import "./side.css";

const MOST_LINES = 12;

/** What is not published yet, what is wrong, what was published. */
export function HomeSide({
  app,
  changes,
  gaps,
  labelOf,
  onPublish,
  onHistory,
}: {
  app: string;
  changes: Changes | undefined;
  gaps: readonly Gap[];
  labelOf: (kind: string, key: string) => string;
  onPublish: () => void;
  onHistory: () => void;
}) {
  // Nothing has been made yet, so there is nothing to go live with nor to try out.
  const blank = changes?.version === 0 && changes.changes.length === 0;
  // Before the first publication nothing is known of members, ways and what customers see.
  const live = changes !== undefined && changes.version > 0;
  return (
    <aside className="studio-side">
      <WaitingChanges app={app} changes={changes} />
      <ProblemList
        app={app}
        changes={changes}
        gaps={gaps}
        labelOf={labelOf}
        onPublish={onPublish}
      />
      {live ? <Checklist app={app} /> : null}
      {blank ? null : <SampleCard app={app} />}
      <LastVersions app={app} onHistory={onHistory} />
    </aside>
  );
}

function WaitingChanges({ app, changes }: { app: string; changes: Changes | undefined }) {
  const { t } = useTranslation();
  const lines = changes ? linesOf(changes.changes) : [];
  return (
    <section className="studio-side-card">
      <h3>
        {t("studio.waiting")}
        {lines.length > 0 ? (
          <span className="tag tag-accent push">{t("studio.count", { n: lines.length })}</span>
        ) : null}
      </h3>
      {changes && lines.length === 0 ? (
        <p className="small quiet">
          {t(changes.version === 0 ? "studio.nothing_made" : "studio.nothing_waits")}
        </p>
      ) : null}
      <ul>
        {lines.slice(0, MOST_LINES).map(({ id, part, detail }) => (
          <li key={id}>
            <PartIcon kind={part.kind} />
            <Link
              to={
                part.change === "removed"
                  ? kindPath(app, part.kind)
                  : designerPath(app, part.kind, part.key)
              }
            >
              {detail
                ? t("studio.waits", {
                    part: part.label,
                    what: detail.what,
                  })
                : t(`publish.part_${part.change}`, {
                    kind: t(`part.kind.${part.kind}`, { defaultValue: part.kind }),
                    part: part.label,
                  })}
              {detail?.before && detail.after ? (
                <span className="quiet"> {t("studio.becomes", { after: detail.after })}</span>
              ) : null}
            </Link>
          </li>
        ))}
      </ul>
      {lines.length > MOST_LINES ? (
        <p className="small quiet">{t("studio.more_lines", { n: lines.length - MOST_LINES })}</p>
      ) : null}
    </section>
  );
}

function ProblemList({
  app,
  changes,
  gaps,
  labelOf,
  onPublish,
}: {
  app: string;
  changes: Changes | undefined;
  gaps: readonly Gap[];
  labelOf: (kind: string, key: string) => string;
  onPublish: () => void;
}) {
  const { t } = useTranslation();
  const errors = changes?.problems ?? [];
  // Empty roles and teams are told once, below, with everything that needs them.
  const warnings = (changes?.warnings ?? []).filter(
    (each) => !each.code.endsWith("_without_members"),
  );
  const stuck =
    changes?.changes.flatMap((part) => part.effects.filter((effect) => effect.accept)) ?? [];
  const count = errors.length + warnings.length + stuck.length + gaps.length;
  return (
    <section className="studio-side-card">
      <h3>
        {t("studio.problems_title")}
        {count > 0 ? (
          <span className={`tag push ${errors.length > 0 ? "tag-late" : "tag-warn"}`}>
            {t("studio.problem_count", { n: count })}
          </span>
        ) : null}
      </h3>
      {changes && count === 0 ? (
        <p className="studio-well">
          <Icon name="check" size="s" />
          {t("studio.no_problems")}
        </p>
      ) : null}
      <ul className="studio-problems">
        {errors.map((problem) => (
          <li key={problem.path + problem.code}>
            <Icon name="late" className="is-late" />
            <div>
              <b>{labelOf(problem.kind, problem.key)}</b>
              <p className="small">{problem.message}</p>
              <Link className="text-link" to={placeOf(app, problem)}>
                {t("publish.mend")}
              </Link>
            </div>
          </li>
        ))}
        {gaps.map((gap) => (
          <li key={`${gap.kind}.${gap.key}`}>
            <Icon name="alert" className="is-warn" />
            <div>
              <b>{t("studio.gap", { name: gap.label })}</b>
              <p className="small quiet">
                {t("studio.gap_text", { users: gap.users.join(t("list.and")) })}
              </p>
              <Link className="text-link" to={designerPath(app, gap.kind, gap.key)}>
                {t("studio.add_members")}
              </Link>
            </div>
          </li>
        ))}
        {warnings.map((problem) => (
          <li key={problem.path + problem.code}>
            <Icon name="alert" className="is-warn" />
            <div>
              <b>{labelOf(problem.kind, problem.key)}</b>
              <p className="small quiet">{problem.message}</p>
              <Link className="text-link" to={placeOf(app, problem)}>
                {t("studio.look")}
              </Link>
            </div>
          </li>
        ))}
        {stuck.map((effect) => (
          <li key={effect.path}>
            <Icon name="alert" className="is-warn" />
            <div>
              <p>{effect.message}</p>
              <button type="button" className="text-link" onClick={onPublish}>
                {t("studio.see_rows", { n: effect.sample.length })}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function LastVersions({ app, onHistory }: { app: string; onHistory: () => void }) {
  const { t } = useTranslation();
  const people = useColleagues();
  const { data } = useQuery({ ...publicationsQuery(app), refetchOnMount: "always" });
  const done = (data ?? []).filter((each) => each.state === "done").slice(0, 3);
  return (
    <section className="studio-side-card">
      <h3>
        {t("publish.history")}
        {done.length > 0 ? (
          <button type="button" className="text-link push small" onClick={onHistory}>
            {t("studio.all")}
          </button>
        ) : null}
      </h3>
      {data && done.length === 0 ? <p className="small quiet">{t("studio.no_versions")}</p> : null}
      <ul className="studio-versions">
        {done.map((each, place) => (
          <li key={each.id}>
            <span>{t("publish.version", { version: each.version })}</span>
            {place === 0 ? <span className="tag tag-ok">{t("publish.live")}</span> : null}
            <span className="quiet small push">
              {people.data?.items.find((person) => person.id === each.started_by)?.name ??
                t("publish.by_system")}
              {" · "}
              <Moment at={each.finished_at ?? each.started_at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
