/** What the dashboard shows at this moment: its widgets, and what it is narrowed to. */
export interface Shown {
  widgets: readonly { key: string; title: string }[];
  filter: Record<string, unknown>[];
  /** The same filter as the address says it. */
  address: string;
}
