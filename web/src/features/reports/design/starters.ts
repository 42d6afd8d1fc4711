import type { ModelForm } from "../../../designer/app-model";
import type { Document } from "../../../designer/document";
import type { LocalText } from "../../../designer/texts";
import type { At } from "./grid";
import type { Query, WidgetDocument } from "./model";
import { columnOf, datasetOf, type Offer } from "./offer";

/** The widgets that a service desk begins with, made of the app's own ticket form. Pure. */

export interface Starter {
  key: string;
  widget: WidgetDocument;
}

/** The title of a starter in every language; of some it is made from a label of the form: 「问题类型占比」. */
export type StarterWords = (key: string, label?: LocalText) => LocalText;

const HALF: At = [0, 0, 6, 4];
const CARD: At = [0, 0, 3, 2];

/**
 * What is suggested for a new dashboard, in the order and at the places in which it is put in all at once. The first form
 * with a status counts as the ticket form.
 */
export function starters(
  offer: Offer,
  forms: readonly ModelForm[],
  words: StarterWords,
): Starter[] {
  const form = forms.find((each) => each.statusField);
  const dataset = form && datasetOf(offer, form.key);
  if (!form?.statusField || !dataset) return [];
  const count = [{ agg: "count" }];
  const today = { field: "created_at", op: "within", value: { this: "day" } };
  const add = (key: string, chart: string, at: At, query: Query, label?: LocalText): Starter => ({
    key,
    widget: { chart, title: words(key, label), at, query },
  });
  const found = [
    add("new_today", "metric", CARD, { from: form.key, filter: today, measures: count }),
  ];
  const status = form.field(form.statusField);
  const first = status?.options.find((each) => (each.category ?? "open") === "open");
  if (status && first) {
    const filter = { field: status.key, op: "eq", value: first.key };
    const query = { from: form.key, filter, measures: count };
    found.push(add("waiting", "metric", [3, 0, 3, 2], query, textOf(status.settings, first.key)));
  }
  const ofType = (...types: readonly string[]) =>
    form.fields.find((each) => types.includes(each.type));
  // What the work is about; without such a field how urgent it is, so that no hole is left beside the other charts.
  const kind = ofType("radio", "select") ?? ofType("priority");
  if (kind) {
    const query = { from: form.key, by: [{ field: kind.key }], measures: count };
    found.push(add("by_type", "pie", [6, 0, 6, 4], query, kind.settings.label as LocalText));
  }
  if (columnOf(datasetOf(offer, "cases"), "resolved_at")) {
    const filter = { field: "resolved_at", op: "filled" };
    const solved = { from: "cases", filter, by: [{ field: "assignee" }], measures: count };
    found.push(add("solved_by", "bar", [0, 2, 6, 4], solved));
    const by = [{ field: "created_at", bucket: "day" }];
    const measures = [{ measure: "frt" }, { measure: "art" }];
    found.push(add("times", "line", [0, 6, 12, 4], { from: "cases", by, measures }));
  }
  return found;
}

/** More that one may want later; each goes to the first free place. */
export function furtherStarters(
  offer: Offer,
  forms: readonly ModelForm[],
  words: StarterWords,
): Starter[] {
  const form = forms.find((each) => each.statusField);
  if (!form || !datasetOf(offer, form.key)) return [];
  const count = [{ agg: "count" }];
  const found: Starter[] = [
    {
      key: "hours",
      widget: {
        chart: "heatmap",
        title: words("hours"),
        at: HALF,
        query: {
          from: form.key,
          by: [
            { field: "created_at", bucket: "weekday" },
            { field: "created_at", bucket: "hour_of_day" },
          ],
          measures: count,
        },
      },
    },
    {
      key: "course",
      widget: {
        chart: "trend",
        title: words("course"),
        at: CARD,
        query: {
          from: form.key,
          filter: { field: "created_at", op: "within", value: { last: 14, unit: "day" } },
          by: [{ field: "created_at", bucket: "day" }],
          measures: count,
        },
      },
    },
  ];
  for (const measure of ["backlog", "fcr", "sla_rate"]) {
    if (!datasetOf(offer, "cases")?.measures.some((each) => each.key === measure)) continue;
    found.push({
      key: measure,
      widget: {
        chart: "metric",
        title: words(measure),
        at: CARD,
        query: { from: "cases", measures: [{ measure }] },
      },
    });
  }
  if (datasetOf(offer, "surveys")?.measures.some((each) => each.key === "csat"))
    found.push({
      key: "csat",
      widget: {
        chart: "metric",
        title: words("csat"),
        at: CARD,
        query: { from: "surveys", measures: [{ measure: "csat" }] },
      },
    });
  return found;
}

/** The label of an option in every language it has. */
function textOf(settings: Document, key: string): LocalText | undefined {
  const options = settings.options as Readonly<Record<string, LocalText>> | undefined;
  const option = options?.[key];
  if (typeof option !== "object") return option;
  const { category: _, ...texts } = option;
  return texts;
}
