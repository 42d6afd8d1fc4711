import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import type { Form } from "../../api/types";

const FIELD = { required: false, access: "write", internal: false };
const FORM = {
  key: "desk.ticket",
  name: "Ticket",
  case: true,
  fields: [
    { ...FIELD, key: "phone", type: "mobile", label: "Mobile" },
    { ...FIELD, key: "what", type: "multiline", label: "What" },
    {
      ...FIELD,
      key: "status",
      type: "status",
      label: "Status",
      options: [{ key: "open", label: "Open", category: "open" }],
    },
  ],
  layout: [{ section: null, columns: 1, fields: ["phone", "what"] }],
} as unknown as Form;
const OPEN = {
  id: "t1",
  number: "T-1",
  title: "Gateway",
  values: { status: "open" },
  created_at: "2026-11-30T00:00:00Z",
};

/** Comments that arrived, by the key under which they were sent. */
const held = new Map<string, string>();
let sent = 0;
/** What an answer waits for. */
let wait: Promise<void> | null = null;
/** Whether answers get through. */
let lost = false;

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    if (request.method === "GET") return Response.json({ items: [OPEN], related: {} });
    const { text } = (await request.json()) as { text: string };
    const key = request.headers.get("Idempotency-Key") ?? "";
    sent += 1;
    if (!held.has(key)) held.set(key, text);
    await wait;
    if (lost) throw new TypeError("network");
    return Response.json({});
  });
  await import("./new-record");
}, 60_000);
beforeEach(() => {
  held.clear();
  sent = 0;
  wait = null;
  lost = false;
  localStorage.clear();
});
afterEach(cleanup);

const write = (label: RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const append = () => screen.getByRole("button", { name: /T-1/ });

async function begin() {
  const { NewRecord } = await import("./new-record");
  const queries = new QueryClient();
  queries.setQueryData(["workspace"], { person: { id: "me", name: "Me" }, apps: [] });
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter>
        <App>
          <NewRecord form={FORM} onClose={() => undefined} />
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
  write(/^Mobile/, "13800138000");
  write(/^What/, "It is broken");
  fireEvent.click(await screen.findByRole("button", { name: /T-1/ }));
}
const words = () => [...held.values()].map((text) => text.replace(/^.*: /s, ""));

it("appends what stands on the page by then, when it is tried again", async () => {
  lost = true;
  await begin();
  const again = await screen.findByRole("button", { name: "Try again" });
  held.clear();
  lost = false;
  write(/^What/, "It is broken, and smells");
  fireEvent.click(again);
  await waitFor(() => expect(sent).toBe(2));
  expect(words()).toEqual([expect.stringContaining("It is broken, and smells")]);
  await waitFor(() => expect(localStorage.length).toBe(0));
});

it("appends the same words once, however often that is pressed", async () => {
  lost = true;
  await begin();
  await screen.findByRole("button", { name: "Try again" });
  lost = false;
  fireEvent.click(append());
  await waitFor(() => expect(sent).toBe(2));
  expect(held.size).toBe(1);
});

it("takes in nothing while it is appended, which would be lost with the page", async () => {
  let arrive: () => void = () => undefined;
  wait = new Promise((resolve) => (arrive = resolve));
  lost = true;
  await begin();
  const resting = () => screen.getByLabelText(/^What/).closest("[inert]");
  await waitFor(() => expect(resting()).not.toBeNull());
  arrive();
  await screen.findByRole("button", { name: "Try again" });
  expect(resting()).toBeNull();
});
