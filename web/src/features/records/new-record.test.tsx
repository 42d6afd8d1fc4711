import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import type { Field, Form } from "../../api/types";

const WHAT = { key: "what", type: "text", label: "What", required: true, access: "write" };
const FORM = {
  key: "desk.note",
  name: "Note",
  case: false,
  fields: [WHAT as Field],
  layout: [{ section: null, columns: 1, fields: ["what"] }],
} as unknown as Form;

const sent: { id: string; values: Record<string, string> }[] = [];
/** What the server has, by id. */
const held = new Map<string, string>();
/** Under which number the server says that it has come; none to those who may not see it. */
let number = "N-1";
/** What the next one is refused with. */
let refusal: Response | null = null;
/** What an answer waits for. */
let wait: Promise<void> | null = null;
/** Whether answers get through. */
let lost = false;

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    if (request.method === "GET") return Response.json({ items: [], related: {} });
    const body = (await request.json()) as (typeof sent)[number];
    sent.push(body);
    const before = held.get(body.id);
    const what = body.values.what ?? "";
    if (before === undefined) held.set(body.id, what);
    await wait;
    if (refusal) return refusal;
    if (lost) throw new TypeError("network");
    if (before !== undefined && before !== what) {
      const problem = { status: 409, code: "submission_differs", detail: "differs", number };
      return Response.json(problem, { status: 409 });
    }
    return Response.json({ id: body.id, number: "N-1", title: what, values: body.values });
  });
  await import("./new-record");
}, 60_000);
beforeEach(() => {
  sent.length = 0;
  held.clear();
  lost = false;
  wait = null;
  refusal = null;
  number = "N-1";
  localStorage.clear();
});
afterEach(cleanup);

async function open() {
  const { NewRecord } = await import("./new-record");
  const queries = new QueryClient();
  queries.setQueryData(["workspace"], { person: { id: "me", name: "Me" }, apps: [] });
  return render(
    <QueryClientProvider client={queries}>
      <MemoryRouter>
        <App>
          <NewRecord form={FORM} onClose={() => undefined} />
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

const write = (value: string) =>
  fireEvent.change(screen.getByLabelText(/^What/), { target: { value } });
const submit = () => fireEvent.submit(document.querySelector("form") as HTMLFormElement);

/** Sent, and nobody knows whether it has arrived. */
async function sendIntoTheDark() {
  lost = true;
  const page = await open();
  write("gateway");
  submit();
  await waitFor(() => expect(sent).toHaveLength(1));
  lost = false;
  page.unmount();
}

it("is the same record when it is sent once more after the page was read anew", async () => {
  await sendIntoTheDark();
  await open();
  submit();
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(held.size).toBe(1);
  await waitFor(() => expect(localStorage.length).toBe(0));
});

it("tells that the first try has arrived, and sends what was changed since as another one", async () => {
  await sendIntoTheDark();
  await open();
  write("gateway, third floor");
  submit();
  const told = await screen.findByRole("alert");
  expect(told.textContent).toContain("N-1");
  fireEvent.click(screen.getByRole("button", { name: "Submit as a new one" }));
  await waitFor(() => expect(held.size).toBe(2));
  expect([...held.values()]).toEqual(["gateway", "gateway, third floor"]);
});

it("names no number, and leads nowhere, where the first try is not one's own to see", async () => {
  await sendIntoTheDark();
  number = "";
  await open();
  write("gateway, third floor");
  submit();
  const told = await screen.findByRole("alert");
  expect(told.textContent).toContain("The first try has arrived, without what was changed since.");
  expect(screen.queryByRole("link")).toBeNull();
});

it("tells nothing of the first try when one starts over", async () => {
  await sendIntoTheDark();
  await open();
  write("gateway, third floor");
  submit();
  await screen.findByRole("alert");
  fireEvent.click(screen.getByRole("button", { name: "Start over" }));
  expect(screen.queryByRole("alert")).toBeNull();
});

it("takes in nothing while it is sent, which would be lost with the page", async () => {
  let arrive: () => void = () => undefined;
  wait = new Promise((resolve) => (arrive = resolve));
  lost = true;
  await open();
  write("gateway");
  submit();
  const resting = () => screen.getByLabelText(/^What/).closest("[inert]");
  await waitFor(() => expect(resting()).not.toBeNull());
  arrive();
  await screen.findByRole("button", { name: "Try again" });
  expect(resting()).toBeNull();
});

it("tries again with what stands on the page by then", async () => {
  lost = true;
  await open();
  write("gateway");
  submit();
  const again = await screen.findByRole("button", { name: "Try again" });
  lost = false;
  held.clear();
  write("gateway, third floor");
  fireEvent.click(again);
  await waitFor(() => expect([...held.values()]).toEqual(["gateway, third floor"]));
  await waitFor(() => expect(localStorage.length).toBe(0));
});

it("leads to the field that the server refuses, once it takes in something again", async () => {
  await open();
  write("gateway");
  (document.activeElement as HTMLElement).blur();
  const errors = [{ field: "what", code: "taken", message: "There is one already." }];
  refusal = Response.json({ status: 422, code: "invalid", errors }, { status: 422 });
  submit();
  await screen.findByText("There is one already.");
  const what = screen.getByLabelText(/^What/);
  await waitFor(() => expect(document.activeElement).toBe(what));
  expect(what.closest("[inert]")).toBeNull();
});
