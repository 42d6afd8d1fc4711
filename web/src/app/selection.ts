/** Which rows of a list are selected, and from where a range goes on. Pure. */
export interface Selection {
  ids: ReadonlySet<string>;
  /** The row that was selected last by itself. */
  anchor: string | null;
}

export const NOTHING: Selection = { ids: new Set(), anchor: null };

/** One more or one less. */
export function toggled(selection: Selection, id: string): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id };
}

/** Everything from the anchor to this row, in the order shown. */
export function extended(selection: Selection, id: string, order: readonly string[]): Selection {
  const from = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
  const to = order.indexOf(id);
  if (from < 0 || to < 0) return toggled(selection, id);
  const between = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ids: new Set([...selection.ids, ...between]), anchor: selection.anchor };
}

/** All rows shown, or none when they all are already. */
export function allOrNone(selection: Selection, order: readonly string[]): Selection {
  const whole = order.length > 0 && order.every((id) => selection.ids.has(id));
  return whole ? NOTHING : { ids: new Set(order), anchor: null };
}

/** Without rows that are no longer in the list, nor among those chosen beyond what is loaded of it. */
export function kept(
  selection: Selection,
  order: readonly string[],
  beyond: ReadonlyMap<string, unknown> = new Map(),
): Selection {
  const known = new Set([...order, ...beyond.keys()]);
  const ids = [...selection.ids].filter((id) => known.has(id));
  return ids.length === selection.ids.size ? selection : { ...selection, ids: new Set(ids) };
}
