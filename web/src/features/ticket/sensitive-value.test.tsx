import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import type { Field, Form, RecordDetail } from "../../api/types";
import { checkField, FieldFrame, isMask } from "../../fields";

const PHONE = {
  key: "phone",
  type: "mobile",
  label: "Phone",
  required: true,
  internal: false,
  access: "write",
  sensitive: true,
} as Field;
const CARD = { ...PHONE, key: "card", type: "text", label: "Card" } as Field;
const FORM = {
  key: "clinic.patient",
  name: "P",
  fields: [PHONE, CARD],
  layout: [],
} as unknown as Form;

function record(id: string, right: string): RecordDetail {
  return {
    id,
    version: 1,
    values: { phone: "139****5678", card: "M***" },
    access: { can: ["read", "update"], fields: { phone: right, card: right } },
  } as unknown as RecordDetail;
}

const asked: { url: string; body: unknown }[] = [];
/** What an answer waits for. */
let held: Promise<void> | null = null;

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    const body = (await request.json()) as { fields: string[] };
    asked.push({ url: request.url, body });
    await held;
    const values = Object.fromEntries(body.fields.map((key) => [key, `open ${key}`]));
    return new Response(JSON.stringify({ values }), {
      headers: { "content-type": "application/json" },
    });
  });
  await import("./sensitive-value");
}, 60_000);

beforeEach(() => {
  asked.length = 0;
  held = null;
});

afterEach(cleanup);

async function show(shown: RecordDetail) {
  const { SensitiveValue } = await import("./sensitive-value");
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MemoryRouter>
        <App>
          <SensitiveValue form={FORM} record={shown} field={PHONE} />
          <SensitiveValue form={FORM} record={shown} field={CARD} />
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

it("opens a value for a reason, and asks for it once a record", async () => {
  await show(record("one", "write"));
  fireEvent.click(screen.getByRole("button", { name: "Show all of Phone" }));
  const reason = await screen.findByLabelText("Why do you need it?");
  fireEvent.submit(reason);
  expect(await screen.findByText("Say why, in at least 2 characters")).toBeTruthy();
  expect(asked).toEqual([]);
  fireEvent.click(screen.getByRole("button", { name: "Checking identity" }));
  fireEvent.submit(reason);
  const opened = await screen.findByText("open phone");
  expect(opened.getAttribute("href"), "a number that was opened can be called").toBe(
    "tel:open phone",
  );
  expect(asked[0]?.body).toEqual({ fields: ["phone"], reason: "Checking identity" });
  fireEvent.click(screen.getByRole("button", { name: "Show all of Card" }));
  await waitFor(() => expect(asked).toHaveLength(2));
  expect(asked[1]?.body).toEqual({ fields: ["card"], reason: "Checking identity" });
  fireEvent.click(screen.getByRole("button", { name: "Hide Phone" }));
  expect(screen.queryByText("open phone")).toBeNull();
  expect(screen.getByText("139****5678")).toBeTruthy();
}, 30_000);

it("asks once, however often Enter is pressed: each look stands in the audit", async () => {
  let answer: () => void = () => undefined;
  held = new Promise((resolve) => (answer = resolve));
  await show(record("three", "write"));
  fireEvent.click(screen.getByRole("button", { name: "Show all of Phone" }));
  const reason = await screen.findByLabelText("Why do you need it?");
  fireEvent.change(reason, { target: { value: "identity" } });
  fireEvent.submit(reason);
  await waitFor(() => expect(asked).toHaveLength(1));
  fireEvent.submit(reason);
  answer();
  await screen.findByText("open phone");
  expect(asked).toHaveLength(1);
});

it("offers nothing to who sees the field masked", async () => {
  await show(record("two", "masked"));
  expect(screen.getByText("139****5678")).toBeTruthy();
  expect(screen.queryByRole("button")).toBeNull();
});

it("types a new value into an empty line that says what is kept", () => {
  const change = vi.fn();
  render(<FieldFrame field={PHONE} value="139****5678" onChange={change} />);
  const line = screen.getByRole("textbox") as HTMLInputElement;
  expect(line.value).toBe("");
  expect(line.placeholder).toContain("139****5678");
  expect(checkField("139****5678", PHONE), "what is kept is an answer").toBeNull();
  expect(isMask("139****5678", { ...PHONE, sensitive: null })).toBe(false);
});
