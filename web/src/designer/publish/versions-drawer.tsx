import { useQuery } from "@tanstack/react-query";
import { Drawer } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Bones } from "../../app/bones";
import { Icon } from "../../app/icon";
import { usePhone } from "../../app/screen";
import { Moment } from "../../app/signs";
import { Trouble } from "../../app/trouble";
import { type LocalText, useTextIn } from "../texts";
import { FromTo } from "./change-list";
import { FlowMigrations } from "./migrations";
import { RollbackDialog } from "./publish-dialog";
import { comparisonQuery, type Version, versionsQuery } from "./queries";
import "./publish.css";
import "./versions.css";
import "./under-way.css";

/** Stands for the draft where versions are compared. */
const DRAFT = 0;

/** 历史版本: opens every published version of an artefact. */
export function VersionsDrawer({
  kind,
  name,
  label,
}: {
  kind: string;
  /** `app.key`, or the bare key where only one app has it. */
  name: string;
  label?: string;
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="btn btn-small d-history" onClick={() => setOpen(true)}>
        <Icon name="history" size="s" />
        <span>{t("publish.history")}</span>
      </button>
      {open ? (
        <VersionsPanel
          kind={kind}
          name={name}
          onClose={() => setOpen(false)}
          {...(label ? { label } : {})}
        />
      ) : null}
    </>
  );
}

/** Every published version of an artefact: who, when, what changed; compare and go back. */
export function VersionsPanel({
  kind,
  name,
  label,
  onClose,
}: {
  kind: string;
  /** `app.key`, or the bare key where only one app has it. */
  name: string;
  label?: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const phone = usePhone();
  const { data, error, refetch } = useQuery({ ...versionsQuery(kind, name), staleTime: 0 });
  const [compared, setCompared] = useState<number | null>(null);
  const [back, setBack] = useState<number | null>(null);
  const live = data?.live?.version ?? DRAFT;
  const draft = data?.draft && !data.draft.removed ? data.draft : null;
  const text = useTextIn();
  const own = (data?.live ?? data?.draft)?.document as { name?: LocalText } | undefined;
  const called = label ?? (text(own?.name) || data?.key);
  return (
    <Drawer
      open
      onClose={onClose}
      placement={phone ? "bottom" : "right"}
      size={phone ? "85%" : 480}
      title={called ? t("publish.versions_of", { name: called }) : t("publish.history")}
      closable={{ "aria-label": t("dialog.close") }}
    >
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Bones rows={4} height={64} /> : null}
      {data && data.versions.length === 0 ? (
        <section className="nothing">
          <Icon name="history" />
          <h2>{t("publish.no_versions")}</h2>
          <p>{t("publish.no_versions_text")}</p>
        </section>
      ) : null}
      {data && kind === "flow" && live > 0 ? (
        <FlowMigrations app={data.app} flow={data.key} />
      ) : null}
      {data ? (
        <ol className="versions">
          {draft && live > 0 ? (
            <li className="version is-draft">
              <div className="version-head">
                <b>{t("publish.draft")}</b>
                <span className="quiet">
                  <Moment at={draft.changed_at} />
                </span>
                <button
                  type="button"
                  className="btn btn-small btn-plain push"
                  aria-expanded={compared === DRAFT}
                  onClick={() => setCompared(compared === DRAFT ? null : DRAFT)}
                >
                  {t("publish.compare_live")}
                </button>
              </div>
              {compared === DRAFT ? (
                <Comparison kind={kind} name={name} before={live} after={DRAFT} />
              ) : null}
            </li>
          ) : null}
          {data.versions.map((version) => (
            <VersionItem
              key={version.version}
              version={version}
              open={compared === version.version}
              onCompare={() => setCompared(compared === version.version ? null : version.version)}
              onBack={() => setBack(version.version)}
            >
              <Comparison kind={kind} name={name} before={version.version} after={live} />
            </VersionItem>
          ))}
        </ol>
      ) : null}
      {back !== null && data ? (
        <RollbackDialog
          app={data.app}
          kind={kind}
          name={data.name}
          label={called ?? data.key}
          version={back}
          onClose={() => setBack(null)}
        />
      ) : null}
    </Drawer>
  );
}

function VersionItem({
  version,
  open,
  onCompare,
  onBack,
  children,
}: {
  version: Version;
  open: boolean;
  onCompare: () => void;
  onBack: () => void;
  children: React.ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <li className={version.live ? "version is-live" : "version"}>
      <div className="version-head">
        <b>{t("publish.version", { version: version.version })}</b>
        {version.live ? <span className="tag tag-ok">{t("publish.live")}</span> : null}
        <span className="quiet version-by">
          {version.published_by.name ?? t("publish.by_system")}
          {" · "}
          <Moment at={version.published_at} />
        </span>
      </div>
      {version.note ? <p className="version-note">{version.note}</p> : null}
      {version.diff.length > 0 ? (
        <ul className="version-diff">
          {version.diff.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ) : (
        <p className="version-diff quiet">{t("publish.first_of_all")}</p>
      )}
      {version.live ? null : (
        <div className="version-acts">
          <button type="button" className="btn btn-small" aria-expanded={open} onClick={onCompare}>
            {t("publish.compare_live")}
          </button>
          <button type="button" className="btn btn-small" onClick={onBack}>
            <Icon name="history" size="s" />
            {t("publish.back_to")}
          </button>
        </div>
      )}
      {open ? children : null}
    </li>
  );
}

function Comparison({
  kind,
  name,
  before,
  after,
}: {
  kind: string;
  name: string;
  before: number;
  after: number;
}) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    ...comparisonQuery(kind, name, before, after),
    staleTime: 0,
  });
  if (error && !data) return <Trouble error={error} retry={() => void refetch()} />;
  if (!data) return <Bones rows={2} height={32} />;
  if (data.length === 0) return <p className="version-same quiet">{t("publish.no_difference")}</p>;
  return (
    <ul className="version-compare">
      {data.map((detail) => (
        <li key={detail.what}>
          <p>{detail.what}</p>
          <FromTo detail={detail} />
        </li>
      ))}
    </ul>
  );
}
