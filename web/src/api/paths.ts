import type {
  Activity,
  ActivityPage,
  ColleagueRequest,
  Dashboard,
  FlowState,
  Form,
  OutboxPage,
  People,
  Problem,
  RecordDetail,
  RecordPage,
  Session,
  Setup,
  SetupRequest,
  Table,
  Task,
  TaskPage,
  TaskScope,
  Values,
  Workspace,
} from "./types";

interface Parameters<Path, Query> {
  parameters: (Path extends null ? { path?: never } : { path: Path }) & {
    query?: Query extends null ? never : Query;
    header?: Record<string, string>;
    cookie?: never;
  };
}

interface Responses<Answer> {
  responses: {
    200: { headers: Record<string, string>; content: { "application/json": Answer } };
    default: { headers: Record<string, string>; content: { "application/problem+json": Problem } };
  };
}

/** A call in the shape openapi-typescript generates, so that generated paths can take this file's place. */
type Get<Path, Query, Answer> = Parameters<Path, Query> &
  Responses<Answer> & { requestBody?: never };
type Call<Path, Query, Body, Answer> = Parameters<Path, Query> &
  Responses<Answer> & { requestBody: { content: { "application/json": Body } } };

export interface paths {
  "/setup": {
    get: Get<null, null, Setup>;
    post: Call<null, null, SetupRequest, Session>;
  };
  "/session": {
    get: Get<null, null, Session>;
    post: Call<null, null, { login: string; password: string; remember?: boolean }, Session>;
    delete: Get<null, null, undefined>;
  };
  "/workspace": { get: Get<null, null, Workspace> };
  "/settings": {
    put: Call<null, null, { company?: string; public_url?: string | null }, unknown>;
  };
  "/forms/{form}": { get: Get<{ form: string }, null, Form> };
  "/forms/{form}/records": {
    get: Get<
      { form: string },
      {
        filter?: string;
        sort?: string;
        cursor?: string;
        limit?: number;
        search?: string;
        count?: number;
      },
      RecordPage
    >;
    post: Call<{ form: string }, null, { id?: string; values: Values }, RecordDetail>;
  };
  "/forms/{form}/records/{id}": {
    get: Get<{ form: string; id: string }, null, RecordDetail>;
    patch: Call<
      { form: string; id: string },
      null,
      { values: Values; version: number },
      RecordDetail
    >;
    delete: Get<{ form: string; id: string }, null, undefined>;
  };
  "/forms/{form}/records/{id}/flow": {
    get: Get<{ form: string; id: string }, null, FlowState | undefined>;
  };
  "/forms/{form}/records/{id}/activity": {
    get: Get<{ form: string; id: string }, { cursor?: string; limit?: number }, ActivityPage>;
  };
  "/forms/{form}/records/{id}/comments": {
    post: Call<
      { form: string; id: string },
      null,
      { text: string; visibility: "internal" | "public" },
      Activity
    >;
  };
  "/tasks": {
    get: Get<null, { scope?: TaskScope; form?: string; cursor?: string; limit?: number }, TaskPage>;
  };
  "/tasks/{id}": { get: Get<{ id: string }, null, Task> };
  "/tasks/{id}/claim": { post: Call<{ id: string }, null, Record<string, never>, Task> };
  "/tasks/{id}/release": { post: Call<{ id: string }, null, Record<string, never>, Task> };
  "/tasks/{id}/complete": {
    post: Call<{ id: string }, null, { outcome: string; values?: Values; comment?: string }, Task>;
  };
  "/tasks/{id}/transfer": {
    post: Call<{ id: string }, null, { to: string; reason: string }, Task>;
  };
  "/dashboards": { get: Get<null, null, { key: string; name: string }[]> };
  "/dashboards/{key}": { get: Get<{ key: string }, null, Dashboard> };
  "/query": { post: Call<null, null, Record<string, unknown>, Table> };
  "/messages": { get: Get<null, { cursor?: string; limit?: number }, OutboxPage> };
  "/people": {
    get: Get<null, null, People>;
    post: Call<null, null, ColleagueRequest, unknown>;
  };
  "/people/{id}": {
    patch: Call<{ id: string }, null, Partial<ColleagueRequest>, unknown>;
  };
}
