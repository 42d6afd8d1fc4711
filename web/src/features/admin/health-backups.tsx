import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import { byField } from "../../api/errors";
import type { BackupPlan, SystemHealth } from "../../api/types";
import { Icon } from "../../app/icon";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";
import { Moment } from "../../app/signs";
import { showSize } from "../../fields/file-size";
import { TextField } from "./text-field";

type Backups = SystemHealth["backups"];
const KEY = ["system_health"];
const SHOWN = 5;

/** The last backup, the next one, the plan; and one now. */
export function BackupsPart({ backups }: { backups: Backups }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const queries = useQueryClient();
  const { failed } = useSaying();
  const [planning, setPlanning] = useState(false);
  const begin = useMutation({
    mutationFn: () => call(api.POST("/admin/backups")),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
    onError: (error) => failed(error, () => begin.mutate()),
  });
  const { last, failure, drill } = backups;
  const busy = backups.running || begin.isPending;
  return (
    <section className="health-card health-backups" aria-labelledby="health-backups">
      <header>
        <h2 id="health-backups">{t("health.backup.title")}</h2>
        <button
          type="button"
          className={phone ? "btn btn-touch" : "btn"}
          aria-expanded={planning}
          onClick={() => setPlanning(!planning)}
        >
          <Icon name="clock" />
          {t("health.backup.plan")}
        </button>
        <button
          type="button"
          className={phone ? "btn btn-primary btn-touch" : "btn btn-primary"}
          disabled={busy}
          onClick={() => begin.mutate()}
        >
          <Icon name="save" />
          {t(busy ? "health.backup.running" : "health.backup.now")}
        </button>
      </header>
      {planning ? <PlanForm plan={backups.plan} onDone={() => setPlanning(false)} /> : null}
      <dl className="health-facts">
        <div>
          <dt>{t("health.backup.last")}</dt>
          <dd>
            {last ? (
              <>
                <Moment at={last.at} />
                <small>
                  {t("health.backup.what", {
                    size: showSize(last.size),
                    rows: last.rows.toLocaleString(),
                    files: last.files.toLocaleString(),
                  })}
                </small>
              </>
            ) : (
              t("health.backup.never")
            )}
          </dd>
        </div>
        <div>
          <dt>{t("health.backup.next")}</dt>
          <dd>
            {backups.next_at ? <Moment at={backups.next_at} /> : t("health.backup.unplanned")}
            <small>{t("health.backup.kept", { count: backups.plan.keep ?? 7 })}</small>
          </dd>
        </div>
        <div>
          <dt>{t("health.backup.drill")}</dt>
          <dd>
            {drill ? (
              <>
                <Moment at={drill.at} />
                <small className={drill.problem ? "is-late" : ""}>
                  {t(drill.problem ? "health.backup.drill_bad" : "health.backup.drill_good", {
                    seconds: drill.seconds,
                  })}
                </small>
              </>
            ) : (
              <>
                {t("health.backup.undrilled")}
                <small>
                  <code>helpwright restore --drill</code>
                </small>
              </>
            )}
          </dd>
        </div>
      </dl>
      {failure ? (
        <p className="preview-reason is-bad">
          <Icon name="alert" size="s" />
          {t("health.backup.failed", { reason: failure.reason })}
        </p>
      ) : null}
      {backups.archives.length > 0 ? (
        <ul className="health-archives">
          {backups.archives.slice(0, SHOWN).map((archive) => (
            <li key={archive.name}>
              <Icon name="archive" size="s" />
              <span className="clip">{archive.name}</span>
              <b>{showSize(archive.bytes)}</b>
            </li>
          ))}
        </ul>
      ) : null}
      <p className="quiet small health-path">
        {t("health.backup.folder", { folder: backups.folder })}
      </p>
    </section>
  );
}

function PlanForm({ plan, onDone }: { plan: BackupPlan; onDone: () => void }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const [wanted, setWanted] = useState({
    daily: plan.daily ?? true,
    at: plan.at ?? "03:00",
    keep: String(plan.keep ?? 7),
    files: plan.files ?? true,
    folder: plan.folder ?? "",
  });
  const save = useMutation({
    mutationFn: () =>
      call(
        api.PUT("/admin/backup_plan", {
          body: {
            daily: wanted.daily,
            at: wanted.at,
            keep: Number(wanted.keep),
            files: wanted.files,
            folder: wanted.folder.trim() || null,
          },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: KEY });
      done(t("settings.saved"));
      onDone();
    },
    onError: (error) => {
      if (!Object.keys(byField(error)).length) failed(error, () => save.mutate());
    },
  });
  const problems = byField(save.error);
  return (
    <form
      className="health-plan"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <label className="tick">
        <input
          type="checkbox"
          checked={wanted.daily}
          onChange={(event) => setWanted({ ...wanted, daily: event.target.checked })}
        />
        {t("health.backup.daily")}
      </label>
      <div className="health-plan-line">
        <label className="field">
          <span>{t("health.backup.at")}</span>
          <input
            className="field-box"
            type="time"
            required
            disabled={!wanted.daily}
            value={wanted.at}
            onChange={(event) => setWanted({ ...wanted, at: event.target.value })}
          />
        </label>
        <label className="field">
          <span>{t("health.backup.keep")}</span>
          <input
            className="field-box"
            type="number"
            min={1}
            max={365}
            required
            value={wanted.keep}
            onChange={(event) => setWanted({ ...wanted, keep: event.target.value })}
          />
        </label>
      </div>
      <label className="tick">
        <input
          type="checkbox"
          checked={wanted.files}
          onChange={(event) => setWanted({ ...wanted, files: event.target.checked })}
        />
        {t("health.backup.with_files")}
      </label>
      {wanted.files ? null : <p className="field-help">{t("health.backup.without_files")}</p>}
      <TextField
        label={t("health.backup.place")}
        value={wanted.folder}
        onChange={(folder) => setWanted({ ...wanted, folder })}
        placeholder="/mnt/backups"
        problem={problems.folder}
        help={t("health.backup.place_help")}
      />
      <button
        type="submit"
        className={phone ? "btn btn-primary btn-touch" : "btn btn-primary"}
        disabled={save.isPending}
      >
        {t("now.save")}
      </button>
    </form>
  );
}
