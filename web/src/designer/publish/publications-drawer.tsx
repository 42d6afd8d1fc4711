import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Drawer } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Bones } from "../../app/bones";
import { Icon } from "../../app/icon";
import { useColleagues } from "../../app/queries";
import { usePhone } from "../../app/screen";
import { Moment } from "../../app/signs";
import { Trouble } from "../../app/trouble";
import { FromTo } from "./change-list";
import { PartIcon } from "./part-icon";
import { TakeBackDialog } from "./publish-dialog";
import {
  everyPublicationQuery,
  type Publication,
  type PublishedPart,
  publishedPartsQuery,
} from "./queries";
import { Scheduled } from "./scheduled";
import { takenBack } from "./told";
import { VersionsPanel } from "./versions-drawer";
import "./publish.css";
import "./versions.css";
import "./under-way.css";

/** Every publication of an app: what went live when, by whom, and what it changed; failed ones with their reason. */
export function PublicationsDrawer({ app, onClose }: { app: string; onClose: () => void }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const every = useInfiniteQuery({ ...everyPublicationQuery(app), staleTime: 0 });
  const { error, refetch } = every;
  const data = every.data?.pages.flatMap((page) => page.items);
  const [part, setPart] = useState<PublishedPart | null>(null);
  const [back, setBack] = useState<Publication | null>(null);
  const live = data?.find((each) => each.state === "done")?.id;
  const undone = takenBack(data ?? []);
  return (
    <Drawer
      open
      onClose={onClose}
      placement={phone ? "bottom" : "right"}
      size={phone ? "85%" : 480}
      title={t("publish.history")}
      closable={{ "aria-label": t("dialog.close") }}
    >
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Bones rows={4} height={64} /> : null}
      {data && data.length === 0 ? (
        <section className="nothing">
          <Icon name="history" />
          <h2>{t("publish.no_versions")}</h2>
          <p>{t("publish.no_versions_text")}</p>
        </section>
      ) : null}
      <ol className="versions">
        {data?.map((each) => (
          <PublicationItem
            key={each.id}
            publication={each}
            live={each.id === live}
            undone={undone.has(each.id)}
            undoes={data.find(({ id }) => id === each.takes_back)?.version ?? null}
            onPart={setPart}
            onBack={() => setBack(each)}
          />
        ))}
      </ol>
      {every.hasNextPage ? (
        <button
          type="button"
          className="btn versions-more"
          aria-busy={every.isFetchingNextPage}
          disabled={every.isFetchingNextPage}
          onClick={() => void every.fetchNextPage()}
        >
          {t("publish.earlier")}
        </button>
      ) : null}
      {back?.version ? (
        <TakeBackDialog
          key={back.id}
          app={app}
          publication={back.id}
          version={back.version}
          onSince={(version) => setBack(data?.find((each) => each.version === version) ?? null)}
          onClose={() => {
            setBack(null);
            void refetch();
          }}
        />
      ) : null}
      {part ? (
        <VersionsPanel
          kind={part.kind}
          name={`${app}.${part.key}`}
          label={part.label}
          onClose={() => setPart(null)}
        />
      ) : null}
    </Drawer>
  );
}

function PublicationItem({
  publication,
  live,
  undone,
  undoes,
  onPart,
  onBack,
}: {
  publication: Publication;
  live: boolean;
  /** What it changed has been taken back. */
  undone: boolean;
  /** The version that it has taken back. */
  undoes: number | null;
  onPart: (part: PublishedPart) => void;
  onBack: () => void;
}) {
  const { t } = useTranslation();
  const people = useColleagues();
  const [chosen, setChosen] = useState<boolean | null>(null);
  const open = chosen ?? live;
  const who = people.data?.items.find((person) => person.id === publication.started_by)?.name;
  const done = publication.state === "done";
  return (
    <li className={live ? "version is-live" : "version"}>
      <div className="version-head">
        <b>
          {publication.version
            ? t("publish.version", { version: publication.version })
            : t(`publish.state.${publication.state}`)}
        </b>
        {live ? <span className="tag tag-ok">{t("publish.live")}</span> : null}
        {undone ? <span className="tag">{t("publish.taken_back")}</span> : null}
        {publication.state === "failed" ? (
          <span className="tag tag-late">{t("publish.not_live")}</span>
        ) : null}
        <span className="quiet version-by">
          {who ?? t("publish.by_system")}
          {" · "}
          <Moment at={publication.finished_at ?? publication.started_at} />
        </span>
      </div>
      {publication.note ? <p className="version-note">{publication.note}</p> : null}
      {publication.state === "waiting" && publication.due_at ? (
        <Scheduled publication={publication} />
      ) : null}
      <p className="version-diff quiet">
        {publication.error?.message ??
          (undoes === null
            ? t(`publish.reason.${publication.reason}`, { n: publication.parts.length })
            : t("publish.reason_back", { version: undoes, n: publication.parts.length }))}
      </p>
      {done ? (
        <div className="version-acts">
          <button
            type="button"
            className="btn btn-small"
            aria-expanded={open}
            onClick={() => setChosen(!open)}
          >
            {t(open ? "publish.hide_parts" : "publish.show_parts")}
          </button>
          {(publication.version ?? 0) > 1 && publication.parts.length > 0 && !undone ? (
            <button type="button" className="btn btn-small" onClick={onBack}>
              <Icon name="history" size="s" />
              {t("publish.whole_back")}
            </button>
          ) : null}
        </div>
      ) : null}
      {open && done ? <Parts publication={publication.id} onPart={onPart} /> : null}
    </li>
  );
}

function Parts({
  publication,
  onPart,
}: {
  publication: string;
  onPart: (part: PublishedPart) => void;
}) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(publishedPartsQuery(publication));
  if (error && !data) return <Trouble error={error} retry={() => void refetch()} />;
  if (!data) return <Bones rows={3} height={32} />;
  return (
    <ul className="version-parts">
      {data.map((part) => (
        <li key={`${part.kind}.${part.key}`}>
          <button type="button" className="version-part" onClick={() => onPart(part)}>
            <PartIcon kind={part.kind} />
            <span className="version-part-name">{part.label}</span>
            <span className="quiet small push">
              {part.version && part.change !== "removed"
                ? t(part.change === "added" ? "publish.part_new" : "publish.part_version", {
                    version: part.version,
                  })
                : t("publish.part_gone")}
            </span>
          </button>
          {part.details.length > 0 ? (
            <ul className="version-compare">
              {part.details.map((detail) => (
                <li key={detail.what}>
                  <p>{detail.what}</p>
                  <FromTo detail={detail} />
                </li>
              ))}
            </ul>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
