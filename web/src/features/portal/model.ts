import type { FieldDefinition } from "../../fields";

/** Answers by field key, as the server takes them. */
export type Values = Record<string, string | readonly string[] | null>;

export interface LayoutSection {
  section: string | null;
  columns?: number;
  fields: string[];
}

/** A form as a stranger may see it. */
export interface PublicForm {
  form: string;
  version: number;
  name: string;
  company: string;
  thanks: string | null;
  fields: FieldDefinition[];
  layout: LayoutSection[];
  languages: { key: string; label: string }[];
}

export interface Receipt {
  id: string;
  number: string;
  progress_url: string;
  thanks: string | null;
}

export type Verb = "confirm" | "reject" | "urge" | "reply";

export interface TimelineEntry {
  id: string;
  /** Instant, ISO 8601. */
  at: string;
  kind: string;
  text: string | null;
}

export interface Progress {
  number: string;
  company: string;
  form: string;
  submitted_at: string;
  state: "received" | "working" | "confirm" | "closed";
  status: { key: string; label: string; category: string } | null;
  resolution_due: string | null;
  confirm_until: string | null;
  verbs: Verb[];
  form_url: string | null;
  steps: { key: string; name: string; state: "done" | "current" | "next"; at: string | null }[];
  /** Newest first. */
  timeline: TimelineEntry[];
  submitted: { label: string; value: string }[];
  language: string;
}
