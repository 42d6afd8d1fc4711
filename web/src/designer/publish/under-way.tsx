import { useQueries } from "@tanstack/react-query";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { type Chosen, trialQuery } from "./migration-queries";
import type { PartChange } from "./queries";
import { TrialReport } from "./trial-report";

/** Which nodes were chosen, by flow; null: what is under way finishes as it began. */
export type Migrating = Readonly<Record<string, Chosen>> | null;

const NOTHING: Chosen = {};

/** The effect that says what finishes on its old version. */
export const STAYS = "effect_instances_stay";

/** The flows of a change set that something is under way on. */
export function flowsUnderWay(changes: readonly PartChange[]): PartChange[] {
  return changes.filter(
    (part) =>
      part.kind === "flow" &&
      part.change === "changed" &&
      part.effects.some((effect) => effect.code === STAYS),
  );
}

/** 正在走的怎么办: finish on the old flow, or go on under the new one – tried before. */
export function UnderWay({
  app,
  flows,
  chosen,
  onChoose,
}: {
  app: string;
  flows: readonly PartChange[];
  chosen: Migrating;
  onChoose: (chosen: Migrating) => void;
}) {
  const { t } = useTranslation();
  const name = useId();
  const trials = useQueries({
    queries: flows.map((flow) => trialQuery(app, flow.key, chosen?.[flow.key] ?? NOTHING)),
  });
  const known = trials.every((each) => each.data !== undefined);
  const total = trials.reduce((sum, each) => sum + (each.data?.total ?? 0), 0);
  const ready = trials.reduce((sum, each) => sum + (each.data?.ready ?? 0), 0);
  if (known && total === 0) return null;
  const all = Object.fromEntries(flows.map((flow) => [flow.key, chosen?.[flow.key] ?? NOTHING]));
  return (
    <fieldset className="under-way">
      <legend>{known ? t("migrate.title", { n: total }) : t("migrate.title_open")}</legend>
      <div className="under-way-choices">
        <label className={chosen === null ? "under-way-choice is-on" : "under-way-choice"}>
          <input
            type="radio"
            name={name}
            checked={chosen === null}
            onChange={() => onChoose(null)}
          />
          <span>
            <b>{t("migrate.keep")}</b>
            <span className="quiet">{t("migrate.keep_text")}</span>
          </span>
        </label>
        <label className={chosen !== null ? "under-way-choice is-on" : "under-way-choice"}>
          <input
            type="radio"
            name={name}
            checked={chosen !== null}
            onChange={() => onChoose(all)}
          />
          <span>
            <b>{t("migrate.move")}</b>
            <span className="quiet">
              {!known
                ? t("migrate.trying")
                : ready === total
                  ? t("migrate.tried_all", { n: total })
                  : t("migrate.tried", { ready, rest: total - ready })}
            </span>
          </span>
        </label>
      </div>
      {chosen !== null ? (
        <div className="under-way-reports">
          {flows.map((flow) => (
            <section key={flow.key}>
              {flows.length > 1 ? <h4>{flow.label}</h4> : null}
              <TrialReport
                app={app}
                flow={flow.key}
                nodes={chosen[flow.key] ?? NOTHING}
                onNodes={(nodes) => onChoose({ ...all, [flow.key]: nodes })}
              />
            </section>
          ))}
          <p className="quiet">{t("migrate.keeps")}</p>
        </div>
      ) : null}
    </fieldset>
  );
}
