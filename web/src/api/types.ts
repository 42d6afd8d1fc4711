import type { components, operations } from "./schema";

/** Short names for what the server says and takes; the shapes themselves are generated from its description. */
type Schemas = components["schemas"];

/** ISO 8601 with zone. */
export type Instant = string;

export type Person = Schemas["PersonAnswer"];
export type Workspace = Schemas["WorkspaceAnswer"];
export type App = Schemas["AppAnswer"];

export type Form = Schemas["FormAnswer"];
export type Field = Schemas["FieldAnswer"];
export type Option = Schemas["OptionAnswer"];

export type RecordItem = Schemas["RecordAnswer"];
export type RecordDetail = Schemas["RecordDetail"];
export type RecordPage = Schemas["RecordPage"];
export type Related = Schemas["RelatedAnswer"];
export type Values = RecordItem["values"];
export type Value = Values[string];
export type Held = Schemas["Held"];
export type UploadedFile = Schemas["UploadAnswer"];

export type Activity = ActivityPage["items"][number];
export type ActivityPage = Schemas["ActivityPage"];
export type Actor = Schemas["ActivityActor"];

export type RuleButton = Schemas["ButtonAnswer"];

export type FlowState = Schemas["FlowAnswer"];
export type FlowStep = Schemas["StepAnswer"];
export type FlowIncident = Schemas["IncidentAnswer"];
export type Outcome = Schemas["OutcomeButton"];
export type Task = Schemas["TaskAnswer"];
export type TaskPage = Schemas["TaskPage"];
export type TaskScope = NonNullable<
  NonNullable<operations["tasks_list_tasks"]["parameters"]["query"]>["scope"]
>;

export type Widget = Schemas["WidgetAnswer"];
export type Column = Schemas["ColumnAnswer"];
export type Cell = Widget["rows"][number][number];

export type OutboxMessage = Schemas["MessageAnswer"];

export type Notification = Schemas["NotificationAnswer"];
export type Preferences = Schemas["PreferencesAnswer"];
export type QuietHours = NonNullable<Preferences["quiet"]>;
export type Way = Schemas["WayAnswer"];
export type Robot = Schemas["RobotAnswer"];
export type Robots = Schemas["RobotsAnswer"];
export type SystemHealth = Schemas["SystemHealthAnswer"];
export type BackupPlan = Schemas["BackupPlan"];

/** Administrators get whole entries, others names of those who work here. */
export type People = Schemas["People"];
export type Colleague = Schemas["PersonEntry"];

/** What a refusal carries; nothing of it is sure when something in between answered. */
export type Problem = Partial<Schemas["Problem"]>;
export type FieldProblem = Schemas["Problem"]["errors"][number];

/** Sent over the line for pushed changes, which the description of calls does not cover. */
export interface LiveMessage {
  type: "changed" | "present";
  dataset: string;
  ids: string[];
  version: number | null;
  /** Of "present": who else looks at the record. */
  people?: { id: string; name: string; typing: boolean }[];
}

/** A saved list, one's own or shared with one of one's roles. */
export type SavedView = Schemas["ViewAnswer"];

/** One verb on many tasks. */
export type BulkTasks = Schemas["BulkTasks"];
