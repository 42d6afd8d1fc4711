import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import type { Form, RecordDetail } from "../../api/types";

const field = (key: string, type: string, more = {}) => ({ key, type, label: key, ...more });
const FORM = {
  key: "clinic.patient",
  name: "P",
  fields: [
    field("name", "text"),
    field("phone", "mobile", { sensitive: true }),
    field("note", "multiline"),
    field("scans", "files"),
  ],
  layout: [],
} as unknown as Form;
const LOOK = {
  fields: ["name", "phone", "note", "scans"],
  sensitive: ["phone"],
  comments: 1,
  messages: 0,
};

function record(can: string[]): RecordDetail {
  return {
    id: "r1",
    number: "P0001",
    title: "Li",
    values: { name: "Li", phone: "139****5678", scans: ["a", "b"] },
    access: { can, fields: {} },
  } as unknown as RecordDetail;
}

const sent: unknown[] = [];
/** What an answer to an act waits for. */
let held: Promise<void> | null = null;

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    if (request.method === "POST") {
      sent.push(await request.json());
      await held;
    }
    const answer =
      request.method === "GET" ? LOOK : { fields: ["phone"], keys: 1, files: 0, texts: 0 };
    return new Response(JSON.stringify(answer), {
      headers: { "content-type": "application/json" },
    });
  });
  await import("./erase-personal");
}, 60_000);

beforeEach(() => {
  sent.length = 0;
  held = null;
});

afterEach(cleanup);

async function show(can: string[]) {
  const { ErasePersonal } = await import("./erase-personal");
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MemoryRouter>
        <App>
          <ErasePersonal form={FORM} record={record(can)} />
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

it("is offered to who may delete the record alone", async () => {
  await show(["read", "update"]);
  expect(screen.queryByRole("button")).toBeNull();
});

it("says what goes, wants a reason, and sends what was chosen", async () => {
  await show(["read", "delete"]);
  fireEvent.click(screen.getByRole("button", { name: "Erase personal information…" }));
  const dialog = within(await screen.findByRole("dialog"));
  const phone = (await dialog.findByRole("checkbox", { name: /^phone/ })) as HTMLInputElement;
  expect([phone.checked, phone.disabled]).toEqual([true, true]);
  const named = (name: RegExp) => dialog.getByRole("checkbox", { name }) as HTMLInputElement;
  expect(named(/^name/).checked, "who it is").toBe(true);
  expect(named(/^note/).checked).toBe(false);
  expect(named(/^note.*Empty now/)).toBeTruthy();
  expect(named(/^scans.*2 files/)).toBeTruthy();
  expect(dialog.queryByRole("checkbox", { name: /message/ })).toBeNull();
  fireEvent.click(named(/^scans/));
  fireEvent.click(named(/^1 comment or reply/));
  fireEvent.click(dialog.getByRole("button", { name: "Erase for good" }));
  expect(dialog.getByText("Say why, in at least 2 characters")).toBeTruthy();
  expect(sent).toEqual([]);
  fireEvent.click(dialog.getByRole("button", { name: "The customer asked for it" }));
  fireEvent.click(dialog.getByRole("button", { name: "Erase for good" }));
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toEqual({
    reason: "The customer asked for it",
    fields: ["name", "scans"],
    also: ["comments"],
  });
});

it("erases once, however often Enter is pressed", async () => {
  let answer: () => void = () => undefined;
  held = new Promise((resolve) => (answer = resolve));
  await show(["read", "delete"]);
  fireEvent.click(screen.getByRole("button", { name: "Erase personal information…" }));
  const dialog = within(await screen.findByRole("dialog"));
  const reason = await dialog.findByRole("textbox");
  await dialog.findByRole("checkbox", { name: /^phone/ });
  fireEvent.change(reason, { target: { value: "asked for" } });
  fireEvent.submit(reason);
  await waitFor(() => expect(sent).toHaveLength(1));
  fireEvent.submit(reason);
  answer();
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(sent).toHaveLength(1);
});
