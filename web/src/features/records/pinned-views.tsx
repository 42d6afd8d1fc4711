import { useQueries, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import type { Workspace } from "../../api/types";
import { Icon } from "../../app/icon";
import { allForms, formPath } from "../../app/places";
import { pinnedQuery, viewCountsQuery } from "./saved-views";

/** In the side list: the views one keeps at hand, with how much is in them. */
export function PinnedViews({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation();
  const { pathname, search } = useLocation();
  const forms = allForms(workspace);
  const { data } = useQuery(pinnedQuery);
  const pinned = forms.flatMap((form) =>
    (data?.items ?? []).filter((view) => view.form === form.key),
  );
  const counted = [...new Set(pinned.map((view) => view.form))];
  const counts = useQueries({ queries: counted.map((form) => viewCountsQuery(form)) });
  if (pinned.length === 0) return null;
  const present = new URLSearchParams(search).get("view");
  return (
    <>
      <div className="side-label">{t("palette.pinned")}</div>
      {pinned.map((view) => {
        const on = pathname === formPath(view.form) && present === view.id;
        const count = counts[counted.indexOf(view.form)]?.data?.[view.id];
        return (
          <Link
            key={view.id}
            to={`${formPath(view.form)}?view=${view.id}`}
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
