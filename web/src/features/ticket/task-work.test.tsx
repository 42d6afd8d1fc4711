import { QueryClient, QueryClientProvider, QueryObserver } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import type { Field, Form, RecordDetail, Task } from "../../api/types";

const field = (key: string): Field =>
  ({ key, type: "text", label: key, required: false, internal: true, access: "write" }) as Field;
const FORM = {
  key: "desk.ticket",
  name: "Ticket",
  case: true,
  fields: [field("solution"), field("cause")],
  layout: [],
} as unknown as Form;
const TASK = {
  id: "t",
  form: FORM.key,
  flow: "desk.flow",
  node: "handle",
  name: "Handle",
  type: "task",
  state: "claimed",
  claimed_by: "me",
  record: { id: "r", number: "GD1", title: "Broken" },
  outcomes: [{ key: "done", name: "Solved", reason: "optional" }],
  fields: { write: ["solution", "cause"], required: ["solution"] },
  can: ["complete"],
  returns: [],
} as unknown as Task;

const record = (version: number, solution: string | null): RecordDetail =>
  ({
    id: "r",
    number: "GD1",
    title: "Broken",
    version,
    values: { solution, cause: null },
    related: { people: {}, files: {} },
    access: { can: ["read"], fields: { solution: "write", cause: "write" }, comment: [] },
  }) as unknown as RecordDetail;

const sent: { path: string; body: Record<string, unknown> }[] = [];
/** What the server holds; who completes with an older version of a field is shown it. */
let held = { version: 3, solution: null as string | null };
/** Holds answers back, or loses them on their way. */
let line: (answer: Response) => Promise<Response> = async (whole) => whole;

function answer(request: Request, body: Record<string, unknown>): Response {
  const json = (value: unknown, status = 200) =>
    new Response(JSON.stringify(value), {
      status,
      headers: { "content-type": "application/json" },
    });
  const values = body.values as Record<string, string> | undefined;
  const late = (body.version as number) < held.version && values && "solution" in values;
  if (!late) return json(request.url.endsWith("complete") ? TASK : record(held.version + 1, null));
  const current = { version: held.version, values: { solution: held.solution, cause: null } };
  return json({ code: "stale", status: 409, current, fields: ["solution"] }, 409);
}

async function parts() {
  const [draft, work, dialogs, panel, stale, surface] = await Promise.all([
    import("./draft"),
    import("./task-work"),
    import("./work-dialogs"),
    import("./now-panel"),
    import("./stale-dialog"),
    import("../records/field-surface"),
  ]);
  return { ...draft, ...work, ...dialogs, ...panel, ...stale, ...surface };
}

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    if (request.method === "GET") throw new TypeError("nothing is read here");
    const text = await request.text();
    const body = JSON.parse(text || "{}") as Record<string, unknown>;
    sent.push({ path: new URL(request.url).pathname, body });
    return line(answer(request, body));
  });
  await parts();
}, 60_000);

beforeEach(() => {
  sent.length = 0;
  held = { version: 3, solution: null };
  line = async (whole) => whole;
  localStorage.clear();
});
afterEach(cleanup);

/** The page of the task with the record as it is read at the time. */
async function page(shown: RecordDetail, first = TASK) {
  const { useDraft, useTaskWork, WorkDialogs, NowPanel, StaleDialog, FieldSurface } = await parts();
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  queries.setQueryData(["workspace"], { person: { id: "me", name: "Me" }, forms: [FORM] });
  function Page({ at, task }: { at: RecordDetail; task: Task }) {
    const [draft, changeDraft] = useDraft("me", "r");
    const work = useTaskWork({
      form: FORM,
      record: at,
      task,
      tasks: [task],
      draft,
      changeDraft,
    });
    return (
      <FieldSurface form={FORM} related={at.related}>
        <NowPanel flow={null} work={work} draft={draft} />
        <WorkDialogs work={work} draft={draft} changeDraft={changeDraft} />
        <StaleDialog form={FORM} saving={work.saving} />
        <StaleDialog form={FORM} saving={work.clash} act={work.clash.act} />
      </FieldSurface>
    );
  }
  const whole = (at: RecordDetail, task = first) => (
    <QueryClientProvider client={queries}>
      <MemoryRouter>
        <App>
          <Page at={at} task={task} />
        </App>
      </MemoryRouter>
    </QueryClientProvider>
  );
  const { rerender, unmount } = render(whole(shown));
  return {
    queries,
    show: (at: RecordDetail, task?: Task) => rerender(whole(at, task)),
    leave: unmount,
  };
}

const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label, { exact: false }), { target: { value } });

async function complete(comment: string) {
  fireEvent.click(screen.getByRole("button", { name: /Solved/ }));
  const asked = await screen.findByRole("dialog");
  fireEvent.change(within(asked).getByRole("textbox"), { target: { value: comment } });
  fireEvent.click(within(asked).getByRole("button", { name: "Solved" }));
}

it("shows both versions, also after the page was read anew, and goes on with what was chosen", async () => {
  const first = await page(record(3, null));
  type("solution", "mine");
  type("cause", "dust");
  first.leave();
  held = { version: 4, solution: "theirs" };
  await page(record(4, "theirs"));

  await complete("all well");
  const choice = await screen.findByRole("dialog", { name: "Someone saved first" });
  expect(within(choice).getAllByRole("radio")).toHaveLength(2);
  expect(within(choice).getByText("theirs")).toBeTruthy();
  expect(sent.at(-1)?.body).toMatchObject({ version: 3, values: { solution: "mine" } });

  fireEvent.click(within(choice).getByRole("radio", { name: /Theirs/ }));
  fireEvent.click(within(choice).getByRole("button", { name: "Solved with this choice" }));
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]?.body).toEqual({
    outcome: "done",
    comment: "all well",
    values: { cause: "dust" },
    version: 4,
  });
});

it("takes the choice at once, however long it takes to read again what others did", async () => {
  const { queries } = await page(record(3, null));
  const slow = { queryKey: ["tasks"], queryFn: () => new Promise(() => undefined) };
  new QueryObserver(queries, { ...slow, initialData: [] }).subscribe(() => undefined);
  type("solution", "mine");
  held = { version: 4, solution: "theirs" };
  await complete("all well");
  const choice = await screen.findByRole("dialog", { name: "Someone saved first" });
  fireEvent.click(within(choice).getByRole("button", { name: "Solved with this choice" }));
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]?.body).toMatchObject({ values: { solution: "mine" }, version: 4 });
});

it("leaves everything as typed when one does not choose now", async () => {
  const shown = await page(record(3, null));
  type("solution", "mine");
  held = { version: 4, solution: "theirs" };
  await complete("all well");
  const choice = await screen.findByRole("dialog", { name: "Someone saved first" });
  fireEvent.click(within(choice).getByRole("button", { name: "Not now" }));
  shown.show(record(4, "theirs"));

  expect(screen.getByLabelText("solution", { exact: false })).toHaveProperty("value", "mine");
  shown.leave();
  const kept = JSON.parse(localStorage.getItem("helpwright.draft.me.r") ?? "{}");
  expect(kept).toMatchObject({ values: { solution: "mine" }, words: { outcome: "all well" } });
  expect(kept.began.solution).toEqual({ version: 3, value: null });
});

it("saves what is filled in with the version that it was begun with", async () => {
  const shown = await page(record(3, null));
  type("solution", "mine");
  held = { version: 4, solution: "theirs" };
  shown.show(record(4, "theirs"));
  fireEvent.click(screen.getByRole("button", { name: /Save/ }));

  await screen.findByRole("dialog", { name: "Someone saved first" });
  expect(sent[0]?.body).toEqual({ values: { solution: "mine" }, version: 3 });
});

it("takes along what others changed in fields that one did not touch", async () => {
  const shown = await page(record(3, null));
  type("solution", "mine");
  shown.show({ ...record(4, null), values: { solution: null, cause: "dust" } });
  await complete("");

  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]?.body).toEqual({ outcome: "done", values: { solution: "mine" }, version: 4 });
});

it("keeps what is typed while the rest is being saved", async () => {
  await page(record(3, null));
  type("solution", "mine");
  let arrive = () => {};
  line = (whole) =>
    new Promise((resolve) => {
      arrive = () => resolve(whole);
    });
  fireEvent.click(screen.getByRole("button", { name: /Save/ }));
  await waitFor(() => expect(sent).toHaveLength(1));
  type("cause", "dust");
  arrive();

  await screen.findByText("Saved");
  expect(screen.getByLabelText("cause", { exact: false })).toHaveProperty("value", "dust");
});

it("is completed once more as the task it was, when the answer was lost and the flow has gone on", async () => {
  const shown = await page(record(3, null));
  type("solution", "mine");
  line = () => Promise.reject(new TypeError("network"));
  await complete("all well");
  const again = await screen.findByRole("button", { name: "Try again" });
  line = async (whole) => whole;
  shown.show(record(3, null), { ...TASK, id: "next", name: "Customer confirms", can: [] });
  fireEvent.click(again);

  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent.map((each) => each.path)).toEqual(Array(2).fill("/api/v1/tasks/t/complete"));
  expect(await screen.findByText(/Handle/)).toBeTruthy();
});

it("keeps the reason of a transfer that was not sent", async () => {
  const first = await page(record(3, null));
  first.show(record(3, null), { ...TASK, can: ["transfer"] });
  fireEvent.click(screen.getByRole("button", { name: /Hand over/ }));
  const dialog = await screen.findByRole("dialog");
  fireEvent.change(within(dialog).getByRole("textbox"), { target: { value: "on leave" } });
  first.leave();
  const kept = JSON.parse(localStorage.getItem("helpwright.draft.me.r") ?? "{}");
  expect(kept.words).toEqual({ task: "t", transfer: "on leave" });
});

it("does not complete a task by the second press of a double click that claimed it", async () => {
  const shown = await page(record(3, null));
  const offered = { ...TASK, state: "offered" as const, claimed_by: null, can: ["claim" as const] };
  shown.show(record(3, "known"), offered);
  const claim = screen.getByRole("button", { name: /Claim/ });
  fireEvent.click(claim, { detail: 1 });
  fireEvent.click(claim, { detail: 2 });
  await waitFor(() => expect(sent).toHaveLength(1));
  const outcomes = [{ key: "done", name: "Solved", reason: "none" as const }];
  shown.show(record(3, "known"), { ...TASK, outcomes } as Task);
  fireEvent.click(screen.getByRole("button", { name: /Solved/ }), { detail: 2 });
  await new Promise((resolve) => requestAnimationFrame(resolve));
  expect(sent.map((each) => each.path)).toEqual(["/api/v1/tasks/t/claim"]);
  fireEvent.click(screen.getByRole("button", { name: /Solved/ }), { detail: 1 });
  await waitFor(() => expect(sent).toHaveLength(2));
});

it("asks at the next step without what was written and called off at this one", async () => {
  const returns = [{ node: "take", name: "Take", person: null }];
  const able = { ...TASK, can: ["complete", "return"], returns } as unknown as Task;
  const { show } = await page(record(3, "done"), able);
  fireEvent.click(screen.getByRole("button", { name: "Return" }));
  const asked = await screen.findByRole("dialog");
  fireEvent.change(within(asked).getByRole("textbox"), { target: { value: "not ours" } });
  fireEvent.click(within(asked).getByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(localStorage.length).toBe(1));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await complete("fixed");
  await waitFor(() => expect(localStorage.length).toBe(0));
  show(record(4, "done"), { ...able, id: "t4", node: "check" } as Task);
  fireEvent.click(screen.getByRole("button", { name: "Return" }));
  const again = await screen.findByRole("dialog", { name: /Return to/ });
  expect(within(again).getByRole<HTMLTextAreaElement>("textbox").value).toBe("");
});

it("asks at the next step without what was written at one that a colleague has completed", async () => {
  const able = { ...TASK, can: ["complete", "transfer"] } as unknown as Task;
  const { show } = await page(record(3, "done"), able);
  fireEvent.click(screen.getByRole("button", { name: /Solved/ }));
  const asked = await screen.findByRole("dialog");
  fireEvent.change(within(asked).getByRole("textbox"), { target: { value: "mine" } });
  fireEvent.click(within(asked).getByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  show(record(4, "done"), { ...able, id: "t4", node: "check" } as Task);
  fireEvent.click(screen.getByRole("button", { name: /Solved/ }));
  const again = await screen.findByRole("dialog");
  expect(within(again).getByRole<HTMLTextAreaElement>("textbox").value).toBe("");
});

it("answers once, however often the keys are pressed that send the reason", async () => {
  let arrive: () => void = () => undefined;
  const wait = new Promise<void>((resolve) => (arrive = resolve));
  line = async (whole) => {
    await wait;
    return whole;
  };
  const outcomes = [{ key: "done", name: "Solved", reason: "required" }];
  await page(record(3, "known"), { ...TASK, outcomes } as unknown as Task);
  fireEvent.click(screen.getByRole("button", { name: /Solved/ }), { detail: 1 });
  const reason = within(await screen.findByRole("dialog")).getByRole("textbox");
  fireEvent.change(reason, { target: { value: "new part" } });
  fireEvent.keyDown(reason, { key: "Enter", ctrlKey: true });
  await waitFor(() => expect(sent).toHaveLength(1));
  fireEvent.keyDown(reason, { key: "Enter", ctrlKey: true });
  arrive();
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(sent).toHaveLength(1);
});
