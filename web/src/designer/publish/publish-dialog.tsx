import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import { ChangeDialog } from "./change-dialog";
import { changesQuery, wayBackQuery, wholeWayBackQuery } from "./queries";

/** What publishing all drafts of an app changes, asked once, carried out, told. */
export function PublishDialog({ app, onClose }: { app: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <ChangeDialog
      app={app}
      query={changesQuery(app)}
      words={{
        title: (changes) => t("publish.title", { app: changes.label, n: changes.count }),
        act: (changes) => t("publish.act", { n: changes.count }),
        problems: (n) => t("publish.problems", { n }),
        done: t("publish.done_title"),
      }}
      start={(body) => call(api.POST("/apps/{app}/publish", { params: { path: { app } }, body }))}
      onClose={onClose}
    />
  );
}

/** The same for going back to an old version of one artefact. */
export function RollbackDialog({
  app,
  kind,
  name,
  label,
  version,
  onClose,
}: {
  app: string;
  kind: string;
  name: string;
  label: string;
  version: number;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <ChangeDialog
      app={app}
      query={wayBackQuery(kind, name, version)}
      words={{
        title: () => t("publish.back_title", { name: label, version }),
        act: () => t("publish.back_act", { version }),
        problems: (n) => t("publish.back_problems", { n }),
        done: t("publish.back_done"),
      }}
      start={(wanted) =>
        call(
          api.POST("/definitions/{kind}/{key}/rollback", {
            params: { path: { kind, key: name } },
            body: { version, ...wanted },
          }),
        )
      }
      onClose={onClose}
    />
  );
}

/** The same for everything that one publication changed: all of it is again as it was before. */
export function TakeBackDialog({
  app,
  publication,
  version,
  onSince,
  onClose,
}: {
  app: string;
  publication: string;
  version: number;
  /** A later publication, by the version that it made, has to be taken back before. */
  onSince: (version: number) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <ChangeDialog
      app={app}
      query={wholeWayBackQuery(publication)}
      words={{
        title: () => t("publish.whole_back_title", { version }),
        act: (changes) => t("publish.whole_back_act", { n: changes.count }),
        problems: (n) => t("publish.back_problems", { n }),
        done: t("publish.back_done"),
      }}
      start={(body) =>
        call(
          api.POST("/publications/{publication}/take-back", {
            params: { path: { publication } },
            body,
          }),
        )
      }
      onSince={onSince}
      onClose={onClose}
    />
  );
}
