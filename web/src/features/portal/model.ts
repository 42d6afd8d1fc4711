import type { components } from "../../api/schema";
import type { FieldValue } from "../../fields";

type Schemas = components["schemas"];

/** Answers by field key, as the server takes them. */
export type Values = Record<string, FieldValue>;

/** A form as a stranger may see it. */
export type PublicForm = Schemas["PublicFormAnswer"];
export type LayoutSection = PublicForm["layout"][number];

export type Receipt = Schemas["SubmissionAnswer"];

/** The timeline is newest first. */
export type Progress = Schemas["ProgressAnswer"];
export type Verb = Progress["verbs"][number];
/** What a customer says about the service, and what may be said. */
export type Survey = Schemas["SurveyAnswer"];
export type Scale = Survey["scale"];
export type GivenAnswer = NonNullable<Survey["answer"]>;
export type RatingValues = { score: number; tags: readonly string[]; comment: string };

export type TimelineEntry = Progress["timeline"][number];
