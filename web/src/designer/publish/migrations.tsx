import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Modal } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import { Icon } from "../../app/icon";
import { useSaying } from "../../app/saying";
import { Moment } from "../../app/signs";
import { type Chosen, type Migration, migrationsQuery, trialQuery } from "./migration-queries";
import { Refusals, TrialReport } from "./trial-report";
import "./publish.css";
import "./under-way.css";

/** How far a migration is, or how it ended. */
function MigrationLine({ app, migration }: { app: string; migration: Migration }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { failed } = useSaying();
  const flow = migration.flow.slice(migration.flow.indexOf(".") + 1);
  const stop = useMutation({
    mutationFn: () =>
      call(
        api.POST("/apps/{app}/flows/{key}/migrations/{migration}/cancel", {
          params: { path: { app, key: flow, migration: migration.id } },
        }),
      ),
    onSuccess: (found) => queries.setQueryData(migrationsQuery(app, flow).queryKey, found.items),
    onError: (error) => failed(error),
  });
  const running = migration.state === "running";
  const looked = migration.moved + migration.refused;
  const share = migration.total > 0 ? Math.min(looked / migration.total, 1) : 1;
  return (
    <div className="migration">
      <p className="migration-head">
        <Icon name={running ? "clock" : migration.refused > 0 ? "alert" : "check"} size="s" />
        <b>
          {t(`migrate.state.${migration.state}`, {
            version: migration.to,
            n: migration.moved,
            total: migration.total,
          })}
        </b>
        <span className="quiet push">
          <Moment at={migration.finished_at ?? migration.started_at} />
        </span>
      </p>
      {running ? (
        <div className="migration-run">
          <div
            className="publish-bar"
            role="progressbar"
            aria-valuemin={0}
            aria-valuemax={migration.total}
            aria-valuenow={looked}
            aria-label={t("migrate.running", { version: migration.to })}
          >
            <i style={{ width: `${share * 100}%` }} />
          </div>
          <button
            type="button"
            className="btn btn-small"
            disabled={stop.isPending}
            onClick={() => stop.mutate()}
          >
            {t("migrate.stop")}
          </button>
        </div>
      ) : null}
      {migration.refused > 0 ? (
        <>
          <p className="quiet">{t("migrate.stayed", { n: migration.refused })}</p>
          <Refusals refused={migration.refusals} total={migration.refused} />
        </>
      ) : null}
    </div>
  );
}

/** The newest migration of a flow, while and after a publication brings what is under way over. */
export function MigrationOf({ app, flow }: { app: string; flow: string }) {
  const { data } = useQuery(migrationsQuery(app, flow));
  const [newest] = data ?? [];
  return newest ? <MigrationLine app={app} migration={newest} /> : null;
}

/** In the versions of a flow: who is still on an older version, how to bring them over, how that went. */
export function FlowMigrations({ app, flow }: { app: string; flow: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(migrationsQuery(app, flow));
  const trial = useQuery({ ...trialQuery(app, flow, {}), retry: false });
  const [open, setOpen] = useState(false);
  const running = data?.some((each) => each.state === "running") ?? false;
  const older = trial.data && !trial.data.draft ? trial.data.total : 0;
  if (!data?.length && older === 0) return null;
  return (
    <section className="migrations">
      {older > 0 && !running ? (
        <div className="migrations-offer">
          <p>{t("migrate.older", { n: older })}</p>
          <button type="button" className="btn btn-small" onClick={() => setOpen(true)}>
            {t("migrate.bring")}
          </button>
        </div>
      ) : null}
      {data?.slice(0, 3).map((each) => (
        <MigrationLine key={each.id} app={app} migration={each} />
      ))}
      {open ? <MigrateDialog app={app} flow={flow} onClose={() => setOpen(false)} /> : null}
    </section>
  );
}

/** 换到新版本, after the publication: tried, chosen, begun. */
function MigrateDialog({ app, flow, onClose }: { app: string; flow: string; onClose: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const queries = useQueryClient();
  const { failed } = useSaying();
  const [nodes, setNodes] = useState<Chosen>({});
  const trial = useQuery(trialQuery(app, flow, nodes));
  const ready = trial.data?.ready ?? 0;
  const begin = useMutation({
    mutationFn: () =>
      call(
        api.POST("/apps/{app}/flows/{key}/migrations", {
          params: { path: { app, key: flow } },
          body: { nodes: { ...nodes } },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["migrations", app, flow] });
      onClose();
    },
    onError: (error) => failed(error),
  });
  return (
    <Modal
      open
      centered
      width={560}
      onCancel={onClose}
      footer={null}
      title={<span id={id}>{t("migrate.bring_title", { version: trial.data?.to ?? "" })}</span>}
      closable={{ "aria-label": t("dialog.close") }}
      aria-labelledby={id}
      focusable={{ trap: true }}
    >
      <TrialReport app={app} flow={flow} nodes={nodes} onNodes={setNodes} />
      <p className="quiet migrate-keeps">{t("migrate.keeps")}</p>
      <footer className="migrate-foot">
        <button type="button" className="btn" onClick={onClose}>
          {t("publish.not_now")}
        </button>
        <button
          type="button"
          className="btn btn-primary"
          disabled={ready === 0 || trial.isFetching || begin.isPending}
          onClick={() => begin.mutate()}
        >
          {t("migrate.begin", { n: ready })}
        </button>
      </footer>
    </Modal>
  );
}
