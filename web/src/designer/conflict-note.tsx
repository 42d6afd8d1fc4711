import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { serverNow } from "../api/server-time";
import { Icon } from "../app/icon";
import { useColleagues, useWorkspace } from "../app/queries";
import { moment } from "../app/words";
import { appPath } from "./places";
import { useDesigner } from "./session";

/** Calm choices where two drafts met, something was brought back, or the artefact shall be removed. */
export function ConflictNote() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { app, conflict, recovered, removed, resolve, keep } = useDesigner();
  const self = useWorkspace().person.id;
  const people = useColleagues().data?.items ?? [];
  if (conflict) {
    const draft = conflict.theirs?.draft;
    const who = people.find((each) => each.id === draft?.changed_by)?.name;
    const values = {
      who: who ?? t("designer.somebody"),
      time: draft ? moment(draft.changed_at, serverNow(), t) : "",
      version: conflict.theirs?.live?.version ?? 0,
    };
    const own = conflict.sort === "stale" && draft?.changed_by === self;
    const gone = conflict.sort === "gone";
    const choose = (choice: "both" | "mine" | "theirs") => () => {
      resolve(choice, t("designer.chosen"));
      // There is nothing left to work on.
      if (gone && choice === "theirs") void navigate(appPath(app));
    };
    return (
      <section className="d-note" role="alert">
        <Icon name="info" />
        <p>
          {t(`designer.conflict_${own ? "own" : draft || gone ? conflict.sort : "live"}`, values)}
        </p>
        {conflict.mergeable ? (
          <button type="button" className="btn btn-small" onClick={choose("both")}>
            {t("designer.take_both")}
          </button>
        ) : null}
        <button type="button" className="btn btn-small" onClick={choose("mine")}>
          {t(`designer.take_mine_${own ? "own" : conflict.sort}`)}
        </button>
        <button type="button" className="btn btn-small" onClick={choose("theirs")}>
          {t(`designer.take_theirs_${own ? "own" : conflict.sort}`)}
        </button>
      </section>
    );
  }
  if (removed)
    return (
      <section className="d-note" role="alert">
        <Icon name="trash" />
        <p>{t("designer.removed")}</p>
        <button type="button" className="btn btn-small" onClick={keep}>
          {t("designer.keep")}
        </button>
      </section>
    );
  if (recovered)
    return (
      <section className="d-note" role="status">
        <Icon name="history" />
        <p>{t("designer.recovered")}</p>
      </section>
    );
  return null;
}
