import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../../api/client";
import { ApiError } from "../../../api/errors";
import type { Widget } from "../../../api/types";
import { useNow } from "../../../app/now";
import { useRested } from "../../../app/rested";
import { finished } from "../../../designer/inputs";
import { useTextIn } from "../../../designer/texts";
import type { FilterTree } from "../../../language/filter";
import { refusal } from "../suggest";
import { isAmount } from "../table-data";
import { type Query, tidy, type WidgetDocument } from "./model";
import { type Charts, isLive, type Offer, shapeOf } from "./offer";
import { sampleAnswer } from "./sample";

/** How long a builder pauses before what they build is asked, in milliseconds. */
const PAUSE = 300;

export type WhySample = "empty" | "not_live" | "not_permitted" | "unfinished" | "waiting";

export interface Preview {
  widget: Widget;
  /** What is shown is made up, and why. */
  sample: WhySample | null;
  isFetching: boolean;
}

/** A widget drawn with real numbers, as the builder may see them; where there are none, with made up ones that say so. */
export function usePreview(
  app: string,
  document: WidgetDocument,
  offer: Offer,
  charts: Charts,
): Preview {
  const { t } = useTranslation();
  const textOf = useTextIn();
  const now = useNow();
  const rules = charts.get(document.chart);
  const drawable = rules !== undefined && refusal(rules, shapeOf(offer, document.query)) === null;
  const live = isLive(offer, document.query);
  const wanted = askable(document.query, rules?.fills ?? false);
  const asked = useRested(wanted, PAUSE);
  const settling = asked !== wanted;
  const query = useQuery({
    queryKey: ["dashboard", "preview", app, asked],
    queryFn: ({ signal }) =>
      call(
        api.POST("/query", {
          params: { query: { app } },
          body: JSON.parse(asked) as { from: string },
          signal,
        }),
      ),
    enabled: drawable && live,
    placeholderData: (before) => before,
    retry: false,
  });
  const sample = whySample();

  function whySample(): WhySample | null {
    if (!drawable) return "unfinished";
    if (!live) return "not_live";
    if (query.error)
      return query.error instanceof ApiError && query.error.status === 422 && isWithheld()
        ? "not_permitted"
        : "unfinished";
    if (!query.data) return "waiting";
    const { columns, rows } = query.data;
    const amounts = columns.flatMap((column, place) => (isAmount(column) ? [place] : []));
    return rows.every((row) => amounts.every((place) => (row[place] ?? null) === null))
      ? "empty"
      : null;
  }
  /** Whether the server refused because of who asks, not because of what is asked. */
  function isWithheld(): boolean {
    const problems = query.error instanceof ApiError ? query.error.problem.errors : undefined;
    return (problems ?? []).some(
      ({ code }) => code === "dataset_unknown" || code === "field_unknown",
    );
  }

  // While a new answer is on its way the last drawing stays: its numbers belong to its chart, not to the next one.
  const last = useRef<Widget>(undefined);
  const coming = live && drawable && (query.isPlaceholderData || settling || sample === "waiting");
  const title = textOf(document.title);
  return useMemo(() => {
    const looks = { title, at: [...document.at] };
    if (coming && last.current)
      return { sample: null, isFetching: true, widget: { ...last.current, ...looks } };
    const answer =
      sample === null && query.data ? query.data : sampleAnswer(offer, document.query, now, t);
    const widget: Widget = {
      ...looks,
      chart: document.chart,
      settings: { ...(document.settings ?? {}) } as Widget["settings"],
      columns: answer.columns,
      rows: answer.rows,
      state: "ready",
      query: null,
      unfiltered: [],
    };
    if (sample === null) last.current = widget;
    return { sample, isFetching: query.isFetching, widget };
  }, [coming, sample, query.data, query.isFetching, offer, document, title, now, t]);
}

/** The query as it can be asked now: conditions that are still being written are left out. */
function askable(query: Query, fills: boolean): string {
  const filter = query.filter ? finished(query.filter as FilterTree) : undefined;
  const { filter: _, ...rest } = query;
  const [first, ...others] = query.by ?? [];
  return JSON.stringify({
    ...tidy({ ...rest, ...(filter ? { filter: filter as Query["filter"] & object } : {}) }),
    ...(first ? { by: [{ ...first, fill: first.fill ?? fills }, ...others] } : {}),
  });
}
