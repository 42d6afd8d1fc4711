import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";

const asked: { call: string; body: unknown }[] = [];
let answers: Record<string, unknown> = {};

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    const call = `${request.method} ${pathname.replace("/api/v1", "")}${search}`;
    const text = await request.text();
    if (request.method !== "GET") asked.push({ call, body: text ? JSON.parse(text) : null });
    return new Response(JSON.stringify(answers[call] ?? {}), {
      headers: { "content-type": "application/json" },
    });
  });
  await import("./limits");
}, 60_000);

beforeEach(() => {
  asked.length = 0;
  answers = first();
});

afterEach(cleanup);

async function show(admin = true) {
  const page = await import("./limits");
  const client = deskOf({ id: "p", name: "Li Lei", admin, phone: "", email: "li@example.com" });
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <App>
          <page.LimitsPage />
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

const press = (name: string | RegExp) => fireEvent.click(screen.getByRole("button", { name }));
const NUMBERS = { submissions: 120, links: 600, public: 600, "sign-in": 60, keys: 1200 };

function lockout(subject: string, kind: string, more = {}) {
  const at = "2026-11-30T01:00:00Z";
  return {
    subject,
    kind,
    name: null,
    address: null,
    failures: 5,
    last_at: at,
    seconds: 30,
    ...more,
  };
}

function first(): Record<string, unknown> {
  return {
    "GET /lockouts": {
      items: [
        lockout("login:1", "login", { name: "Han Mei", failures: 1, seconds: 1 }),
        lockout("address:1", "address", { address: "10.0.0.9", seconds: 90 }),
        lockout("login:2", "login"),
      ],
      asking: [{ subject: "10.0.0.8", kind: "sign-in", asked: 90, most: 60 }],
    },
    "GET /request-limits": NUMBERS,
    "PUT /request-limits": { ...NUMBERS, keys: 900 },
  };
}

it("names who is locked out, for how long, and unlocks with one press", async () => {
  await show();
  await screen.findByText("Han Mei");
  expect(screen.getByText(/1 wrong try ·/)).toBeTruthy();
  expect(screen.getByText(/1 second to wait/)).toBeTruthy();
  expect(screen.getByText("sign-ins from 10.0.0.9")).toBeTruthy();
  expect(screen.getByText(/2 minutes to wait/)).toBeTruthy();
  expect(screen.getByText("a login that nobody has")).toBeTruthy();
  expect(screen.getByText(/Signing in · 90 within a minute, 60 allowed/)).toBeTruthy();
  answers["GET /lockouts"] = { items: [], asking: [] };
  press("Unlock Han Mei");
  await waitFor(() => expect(asked[0]?.call).toBe("DELETE /lockouts?subject=login%3A1"));
  await screen.findByText("Nobody is locked out");
});

it("changes the limits, and offers to save only what differs", async () => {
  await show();
  const keys = await screen.findByLabelText("API keys");
  expect(screen.queryByRole("button", { name: "Save" })).toBeNull();
  fireEvent.change(keys, { target: { value: "900" } });
  press("Save");
  await waitFor(() => expect(asked).toHaveLength(1));
  expect(asked[0]).toEqual({ call: "PUT /request-limits", body: { ...NUMBERS, keys: 900 } });
  await waitFor(() => expect(screen.queryByRole("button", { name: "Save" })).toBeNull());
});

it("shows the limits to administrators alone", async () => {
  await show(false);
  const page = within(document.body);
  await page.findByText("Han Mei");
  expect(screen.queryByLabelText("API keys")).toBeNull();
});
