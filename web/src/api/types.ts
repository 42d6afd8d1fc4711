/** What the server says and takes, as described in docs/reference/http.md. Instants are ISO 8601 with zone. */

export type Instant = string;
export type Value = string | number | boolean | null | string[];
export type Values = Record<string, Value>;

export interface Person {
  id: string;
  name: string;
  email: string | null;
  phone: string | null;
  staff_number: string | null;
  admin: boolean;
  locale: string | null;
}

export interface Session {
  person: Person;
  csrf_token: string;
}

export interface Setup {
  needed: boolean;
  public_urls: string[];
}

export interface SetupRequest {
  token: string;
  company: string;
  name: string;
  login: string;
  password: string;
  public_url?: string;
  blueprint: "service_desk" | null;
}

export type OptionCategory = "open" | "solved" | "closed";

export interface Option {
  key: string;
  label: string;
  category?: OptionCategory;
}

export type FieldType =
  | "text"
  | "multiline"
  | "mobile"
  | "email"
  | "radio"
  | "priority"
  | "status"
  | "files"
  | "member";

export type Access = "read" | "write";

export interface Field {
  key: string;
  type: FieldType;
  label: string;
  help?: string | null;
  required: boolean;
  internal: boolean;
  access?: Access;
  default?: Value;
  options?: Option[];
  max_length?: number | null;
  max_files?: number | null;
  max_mb?: number | null;
  fill?: { form: string; match: string; set: Record<string, string> } | null;
}

export interface Section {
  section: string | null;
  columns?: number | null;
  fields: string[];
}

export interface Form {
  key: string;
  name: string;
  version: number;
  title_field: string | null;
  case: boolean;
  can: string[];
  public: { slug: string; url: string } | null;
  fields: Field[];
  layout: Section[];
}

export interface App {
  key: string;
  name: string;
  forms: Form[];
  dashboards: { key: string; name: string }[];
  teams: { key: string; name: string; member: boolean }[];
}

export interface Workspace {
  company: string;
  public_url: string | null;
  trial_messages: boolean;
  person: Person;
  csrf_token: string;
  apps: App[];
}

export interface FileInfo {
  name: string;
  size: number;
  type: string;
}

export interface Related {
  people: Record<string, { name: string }>;
  files: Record<string, FileInfo>;
}

export interface RecordItem {
  id: string;
  number: string | null;
  version: number;
  title: string;
  values: Values;
  created_at: Instant;
  updated_at: Instant;
  source: string | null;
  owner_id: string | null;
  team: string | null;
}

export interface RecordDetail extends RecordItem {
  related: Related;
  access: { can: string[]; fields: Record<string, Access> };
  case?: CaseClocks | null;
}

/** The clocks of a ticket. */
export interface CaseClocks {
  first_response_due: Instant | null;
  resolution_due: Instant | null;
  first_responded_at: Instant | null;
  resolved_at: Instant | null;
  closed_at: Instant | null;
}

export interface RecordPage {
  items: RecordItem[];
  next: string | null;
  related: Related;
  count?: { value: number; exact: boolean };
}

export type StepState = "done" | "current" | "next";

export interface FlowStep {
  node: string;
  name: string;
  type: string;
  state: StepState;
  at: Instant | null;
  by: string | null;
  due_at: Instant | null;
}

export interface FlowState {
  flow: string;
  name: string;
  version: number;
  state: string;
  steps: FlowStep[];
  tasks: Task[];
}

export interface Outcome {
  key: string;
  name: string;
  reason: "required" | "optional" | "none";
}

export type TaskVerb = "claim" | "release" | "complete" | "transfer";

export interface Task {
  id: string;
  form: string;
  flow: string;
  node: string;
  name: string;
  type: string;
  state: "offered" | "claimed" | "done" | "cancelled";
  record: {
    id: string;
    number: string | null;
    title: string;
    version: number;
    customer: string | null;
    urgency: string | null;
    status: string | null;
  };
  team: string | null;
  team_name: string | null;
  claimed_by: string | null;
  claimed_by_name: string | null;
  created_at: Instant;
  claimed_at: Instant | null;
  done_at: Instant | null;
  due_at: Instant | null;
  outcomes: Outcome[];
  why: string;
  fields: { write: string[]; required: string[] };
  allow: string[];
  can: string[];
}

export type TaskScope = "mine" | "pool" | "started" | "cc" | "done" | "all";

export interface TaskPage {
  items: Task[];
  next: string | null;
  counts: { mine: number; pool: number };
}

export interface Actor {
  kind: "person" | "customer" | "system";
  id: string | null;
  name: string | null;
}

interface ActivityOf<T extends string, D> {
  id: string;
  at: Instant;
  type: T;
  actor: Actor;
  data: D;
}

export type MessageState = "queued" | "sending" | "sent" | "failed" | "trial" | "skipped";

export type Activity =
  | ActivityOf<"created", Record<string, unknown>>
  | ActivityOf<
      "updated",
      {
        changes: { field: string; label: string; from: string | null; to: string | null }[];
        /** A consequence of a step, not somebody's own edit. */
        by_flow?: boolean;
      }
    >
  | ActivityOf<"comment", { text: string; visibility: "internal" | "public" }>
  | ActivityOf<
      "message",
      {
        via: string;
        to: string | null;
        state: MessageState;
        subject: string | null;
        reason: string | null;
      }
    >
  | ActivityOf<"flow_started", Record<string, unknown>>
  | ActivityOf<
      "task_offered",
      { node: string; name: string; team: string | null; why: string | null; claimed_by?: string }
    >
  | ActivityOf<"task_claimed", Record<string, unknown>>
  | ActivityOf<"task_released", Record<string, unknown>>
  | ActivityOf<"task_transferred", { to: string; reason: string | null }>
  | ActivityOf<
      "task_completed",
      { node: string; name: string; outcome: string; outcome_name: string; comment: string | null }
    >
  | ActivityOf<"confirm_waiting", { until: Instant | null }>
  | ActivityOf<"confirmed", { by_staff: boolean }>
  | ActivityOf<"rejected", { reason: string }>
  | ActivityOf<"urged", { count: number }>
  | ActivityOf<"flow_ended", Record<string, unknown>>;

export interface ActivityPage {
  items: Activity[];
  next: string | null;
}

export interface Column {
  key: string;
  label: string;
  type: string;
  options?: Option[];
}

export type Cell = string | number | boolean | null;

export interface Widget {
  title: string;
  chart: string;
  /** Column, row, width and height on a grid of 12 columns. */
  at: number[];
  state: "ready" | "not_yet_run";
  columns: Column[];
  rows: Cell[][];
}

export interface Dashboard {
  key: string;
  name: string;
  as_of: Instant;
  widgets: Record<string, Widget>;
}

export interface Table {
  columns: Column[];
  rows: Cell[][];
}

export interface OutboxMessage {
  id: string;
  at: Instant;
  via: string;
  to: string | null;
  subject: string | null;
  text: string;
  state: MessageState;
  reason: string | null;
  record: { form: string; id: string; number?: string | null } | null;
}

export interface OutboxPage {
  items: OutboxMessage[];
  next: string | null;
}

export interface Colleague {
  id: string;
  name: string;
  email?: string | null;
  phone?: string | null;
  staff_number?: string | null;
  active?: boolean;
  admin?: boolean;
  roles?: string[];
  teams?: string[];
}

export interface People {
  items: Colleague[];
  roles?: { key: string; name: string }[];
  teams?: { key: string; name: string }[];
}

export interface ColleagueRequest {
  name: string;
  email?: string | null;
  phone?: string | null;
  staff_number?: string | null;
  password?: string;
  roles?: string[];
  teams?: string[];
  active?: boolean;
}

export interface FieldProblem {
  field: string | null;
  code: string;
  message: string;
}

export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  code?: string;
  detail?: string | null;
  errors?: FieldProblem[];
}

export interface LiveMessage {
  type: "changed";
  dataset: string;
  ids: string[];
  version: number;
}
