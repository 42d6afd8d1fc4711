/**
 * Which charts fit a query, the best first. Decided by what each chart's file declares (the catalogue brings it here);
 * the server checks by the same declarations, and both run the vectors of `tests/reports/chart_vectors.json`.
 */

export type Order = "time" | "steps" | "none";

/** Of a dimension: the order of its groups, and how many there are where that is fixed. */
export interface Group {
  order: Order;
  values?: number | null;
}

/** What a query gives a chart. `parts` says of each measure whether its values add up to a whole. */
export interface Shape {
  groups: readonly Group[];
  parts: readonly boolean[];
}

interface Suits {
  score: number;
  dimensions?: readonly number[] | null;
  measures?: readonly number[] | null;
  order?: Order | null;
  second?: Order | null;
  few?: boolean | null;
}

/** What a chart declares. */
export interface ChartRules {
  dimensions: readonly number[];
  measures: readonly number[];
  needs_order: boolean;
  needs_parts: boolean;
  one_measure_of_two_groups: boolean;
  fills: boolean;
  suits: readonly Suits[];
}

/** A dimension with at most so many values has few. */
const FEW = 6;
const PARTS_OF_A_WHOLE = new Set(["count", "sum", "ratio"]);
const CIRCLES: Readonly<Record<string, number>> = { weekday: 7, hour_of_day: 24 };

/** Why a chart cannot draw a shape, as the server's code for it; null when it can. */
export function refusal(chart: ChartRules, shape: Shape): string | null {
  const { groups, parts } = shape;
  if (!within(groups.length, chart.dimensions) || !within(parts.length, chart.measures))
    return "chart_shape";
  if (chart.needs_order && groups[0]?.order === "none") return "chart_needs_order";
  if (chart.needs_parts && parts.includes(false)) return "chart_needs_parts";
  if (chart.one_measure_of_two_groups && groups.length > 1 && parts.length > 1)
    return "chart_one_measure_of_two_groups";
  return null;
}

/** How well a chart suits a shape that it can draw, 0 to 100. */
export function score(chart: ChartRules, shape: Shape): number {
  return chart.suits.find((each) => holds(each, shape))?.score ?? 0;
}

/** The keys of the charts that can draw the shape, the best first; equals in the order given. */
export function suggest(charts: ReadonlyMap<string, ChartRules>, shape: Shape): string[] {
  return [...charts]
    .filter(([, chart]) => refusal(chart, shape) === null)
    .map(([key, chart]) => ({ key, score: score(chart, shape) }))
    .sort((a, b) => b.score - a.score)
    .map(({ key }) => key);
}

function within(number: number, [least = 0, most = Number.POSITIVE_INFINITY]: readonly number[]) {
  return least <= number && number <= most;
}

function holds(wanted: Suits, { groups, parts }: Shape): boolean {
  const [first, second] = groups;
  if (wanted.dimensions && !within(groups.length, wanted.dimensions)) return false;
  if (wanted.measures && !within(parts.length, wanted.measures)) return false;
  if (wanted.order && first?.order !== wanted.order) return false;
  if (wanted.second && second?.order !== wanted.second) return false;
  if (wanted.few === null || wanted.few === undefined) return true;
  const values = first?.values ?? null;
  return values !== null && values <= FEW === wanted.few;
}

/** A dimension as a query names it. */
export interface Dimension {
  field: string;
  bucket?: string | null;
  ranges?: readonly number[] | null;
  fill?: boolean | null;
}

/** What has to be known of the column behind a dimension. */
export interface Grouped {
  buckets: readonly string[];
  options?: readonly unknown[] | null;
}

/** The group a dimension makes of a column; without a column nothing is known. */
export function groupOf(dimension: Dimension, column: Grouped | undefined): Group {
  if (dimension.ranges) return { order: "steps", values: dimension.ranges.length + 1 };
  const bucket = dimension.bucket ?? (column?.buckets.length ? "day" : null);
  if (bucket) {
    const circle = CIRCLES[bucket];
    return circle ? { order: "steps", values: circle } : { order: "time" };
  }
  return { order: "none", values: column?.options ? column.options.length : null };
}

/** Whether the values of a measure add up to a whole. */
export function isPart(measure: { agg?: string | null }): boolean {
  return PARTS_OF_A_WHOLE.has(measure.agg ?? "");
}
