import { useQueries } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import type { Workspace } from "../../api/types";
import { Icon } from "../../app/icon";
import { allForms, formPath } from "../../app/places";
import { viewCountsQuery, viewsQuery } from "./saved-views";

/** In the side list: the views one keeps at hand, with how much is in them. */
export function PinnedViews({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation();
  const { pathname, search } = useLocation();
  const forms = allForms(workspace);
  const views = useQueries({ queries: forms.map((form) => viewsQuery(form.key)) });
  const pinned = forms.flatMap((form, index) =>
    (views[index]?.data?.items ?? [])
      .filter((view) => view.pinned && view.usable)
      .map((view) => ({ form, view })),
  );
  const counted = [...new Set(pinned.map(({ form }) => form.key))];
  const counts = useQueries({ queries: counted.map((form) => viewCountsQuery(form)) });
  if (pinned.length === 0) return null;
  const present = new URLSearchParams(search).get("view");
  return (
    <>
      <div className="side-label">{t("palette.pinned")}</div>
      {pinned.map(({ form, view }) => {
        const on = pathname === formPath(form.key) && present === view.id;
        const count = counts[counted.indexOf(form.key)]?.data?.[view.id];
        return (
          <Link
            key={view.id}
            to={`${formPath(form.key)}?view=${view.id}`}
            className={on ? "side-item is-on" : "side-item"}
            aria-current={on ? "page" : undefined}
          >
            <Icon name="star" />
            <span className="clip">{view.name}</span>
            {count ? (
              <span className="count">
                {count.value.toLocaleString()}
                {count.exact ? "" : "+"}
              </span>
            ) : null}
          </Link>
        );
      })}
    </>
  );
}
