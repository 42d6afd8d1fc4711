import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Icon } from "../../app/icon";
import { recordPath } from "../../app/places";
import { useColleagues, useWorkspace } from "../../app/queries";
import { leftBehindQuery, type Publication } from "./queries";

const STEPS = ["check", "expand", "backfill", "index", "switch"] as const;

/** How far it is; it goes on when this is closed. */
export function Progress({ publication, theirs }: { publication: Publication; theirs: boolean }) {
  const { t } = useTranslation();
  const people = useColleagues();
  const who = people.data?.items.find((person) => person.id === publication.started_by)?.name;
  const waiting = publication.state === "waiting";
  const here =
    publication.step === "contract" ? STEPS.length : STEPS.indexOf(publication.step as "check");
  const done = publication.progress.reduce((sum, each) => sum + each.done, 0);
  const total = publication.progress.reduce((sum, each) => sum + each.total, 0);
  const share = (here + (total > 0 && here === 2 ? done / total : 0.5)) / STEPS.length;
  return (
    <section className="publish-progress" aria-live="polite">
      {theirs ? (
        <p>{who ? t("publish.theirs", { name: who }) : t("publish.theirs_unknown")}</p>
      ) : (
        <p>{t("publish.meanwhile")}</p>
      )}
      <div
        className="publish-bar"
        role="progressbar"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(Math.min(share, 1) * 100)}
        aria-label={t("publish.running_title")}
      >
        <i style={{ width: `${Math.min(share, 1) * 100}%` }} />
      </div>
      <ol>
        {STEPS.map((step, place) => (
          <li
            key={step}
            className={place < here ? "is-done" : place === here && !waiting ? "is-here" : ""}
            aria-current={place === here ? "step" : undefined}
          >
            <Icon name={place < here ? "check" : "clock"} size="s" />
            {t(`publish.step.${step}`)}
            {step === "backfill" && total > 0 && place === here ? (
              <span className="quiet">{t("publish.rows", { done, total })}</span>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** How it ended, in a sentence, with what to do now. */
export function Ending({
  publication,
  text,
}: {
  publication: Publication;
  /** In place of what becomes of flows that are under way. */
  text?: string;
}) {
  const { t } = useTranslation();
  if (publication.state === "failed") {
    const errors = publication.error?.errors ?? [];
    return (
      <section className="publish-ending is-bad" role="alert">
        <Icon name={publication.error?.code === "publish_canceled" ? "info" : "late"} />
        <h3>{publication.error?.message ?? t("trouble.other.title")}</h3>
        {errors.length > 0 ? (
          <ul>
            {errors.map((each) => (
              <li key={String(each.field) + String(each.code)}>{String(each.message)}</li>
            ))}
          </ul>
        ) : null}
        <p className="quiet">{t("publish.nothing_kept")}</p>
      </section>
    );
  }
  return (
    <section className="publish-ending" role="status">
      <span className="publish-ok">
        <Icon name="check" size="l" />
      </span>
      <h3>
        {publication.version
          ? t("publish.done", { version: publication.version })
          : t("publish.done_plain")}
      </h3>
      <p className="quiet">{text ?? t("publish.done_text")}</p>
      {publication.version === 1 ? <First /> : null}
      <LeftBehind publication={publication.id} />
    </section>
  );
}

/** After the first time: where it goes on. */
function First() {
  const { t } = useTranslation();
  const { person } = useWorkspace();
  return (
    <div className="publish-first">
      {person.admin ? (
        <Link className="btn btn-small" to="/admin/people">
          {t("publish.invite")}
        </Link>
      ) : null}
      <Link className="btn btn-small" to="/tasks">
        {t("publish.to_work")}
      </Link>
    </div>
  );
}

/** Values that the new type of their field did not take. */
function LeftBehind({ publication }: { publication: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(leftBehindQuery(publication));
  if (!data || data.length === 0) return null;
  return (
    <div className="publish-stuck publish-left">
      <p className="publish-stuck-head">
        <Icon name="alert" />
        <b>{t("publish.left", { n: data.length })}</b>
      </p>
      <div className="publish-stuck-rows">
        <table>
          <thead>
            <tr>
              <th scope="col">{t("publish.record")}</th>
              <th scope="col">{t("publish.was_filled")}</th>
            </tr>
          </thead>
          <tbody>
            {data.map((row) => (
              <tr key={row.record + row.field}>
                <td>
                  <Link className="text-link" to={recordPath(row.form, row.record)} target="_blank">
                    {row.number}
                  </Link>
                </td>
                <td>
                  <span className="publish-raw">{row.value}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
