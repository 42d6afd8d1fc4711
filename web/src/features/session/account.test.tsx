import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";

const asked: { call: string; body: unknown }[] = [];
let answers: Record<string, unknown> = {};
let refusal: Record<string, unknown> | null = null;

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    const call = `${request.method} ${pathname.replace("/api/v1", "")}${search}`;
    const text = await request.text();
    if (request.method !== "GET") asked.push({ call, body: text ? JSON.parse(text) : null });
    const problem = request.method === "GET" ? null : refusal;
    return new Response(JSON.stringify(problem ?? answers[call] ?? {}), {
      status: problem ? 422 : 200,
      headers: { "content-type": problem ? "application/problem+json" : "application/json" },
    });
  });
  await import("./account");
}, 60_000);

beforeEach(() => {
  asked.length = 0;
  refusal = null;
  answers = first();
});

afterEach(cleanup);

function problem(field: string, message: string) {
  const errors = [{ field, code: "wrong", message }];
  return { type: "about:blank", title: "x", status: 422, code: "invalid", detail: "x", errors };
}

async function show(admin = true) {
  const page = await import("./account");
  const client = deskOf({ id: "p", name: "Li Lei", admin, phone: "", email: "li@example.com" });
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <App>
          <page.AccountPage />
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

const press = (name: string | RegExp) => fireEvent.click(screen.getByRole("button", { name }));
const fill = (label: string | RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const CODES = ["aaaa-bbbb", "cccc-dddd"];

function device(id: string, current: boolean) {
  const seen = "2026-11-30T01:00:00Z";
  return {
    id,
    browser: id,
    system: "Linux",
    phone: false,
    current,
    address: "10.0.0.7",
    created_at: seen,
    last_seen_at: seen,
    expires_at: seen,
  };
}

function account(on: boolean, wanted = false) {
  return {
    shortest: 8,
    second_factor: {
      on,
      since: on ? "2026-11-01T00:00:00Z" : null,
      recovery_codes_left: on ? 1 : 0,
      wanted,
    },
  };
}

function first(): Record<string, unknown> {
  return {
    "GET /account": account(false),
    "GET /account/sessions": { items: [device("Firefox", true), device("Chrome", false)] },
    "POST /account/second-factor": { secret: "JBSWY3DP", uri: "otpauth://totp/x", qr: "" },
    "POST /account/second-factor/confirm": { codes: CODES },
    "POST /account/second-factor/recovery-codes": { codes: CODES },
    "DELETE /account/sessions": { ended: 1 },
  };
}

it("changes the password with the present one, and says what is missing or wrong beside it", async () => {
  await show();
  await screen.findByText("li@example.com");
  fireEvent.click(await screen.findByRole("button", { name: "Change password" }));
  press("Save the new password");
  expect(screen.getAllByText("Please fill this in")).toHaveLength(2);
  expect(asked).toEqual([]);
  refusal = problem("current_password", "That is not your password.");
  fill(/Current password/, "old");
  fill(/New password/, "correct-horse");
  press("Save the new password");
  await screen.findByText("That is not your password.");
  refusal = null;
  press("Save the new password");
  await waitFor(() => expect(screen.queryByLabelText(/Current password/)).toBeNull());
  const body = { current_password: "old", password: "correct-horse" };
  expect(asked.at(-1)).toEqual({ call: "POST /account/password", body });
});

it("sets up the second step: password, code of the app, recovery codes once", async () => {
  await show();
  fireEvent.click(await screen.findByRole("button", { name: "Set up" }));
  fill("Current password", "old");
  press("Next");
  expect(await screen.findByText(/enter the 6 digits/)).toBeTruthy();
  refusal = problem("code", "That code is wrong.");
  fill("Code", "000000");
  press("Next");
  await screen.findByText("That code is wrong.");
  refusal = null;
  fill("Code", "123456");
  press("Next");
  for (const code of CODES) expect(await screen.findByText(code)).toBeTruthy();
  const file = screen.getByRole("link", { name: "Keep as a file" });
  expect(decodeURIComponent(file.getAttribute("href") ?? "")).toContain(CODES.join("\n"));
  answers["GET /account"] = account(true);
  press("I have kept them");
  await screen.findByText(/1 recovery code left/);
  expect(screen.queryByText("aaaa-bbbb"), "not shown again").toBeNull();
});

it("makes new recovery codes and switches off, each with the password; not off where the role needs it", async () => {
  answers["GET /account"] = account(true);
  await show();
  fireEvent.click(await screen.findByRole("button", { name: "New recovery codes" }));
  fill("Current password", "old");
  press("Next");
  await screen.findByText("cccc-dddd");
  press("I have kept them");
  fireEvent.click(await screen.findByRole("button", { name: "Switch it off" }));
  fill("Current password", "old");
  press("Switch it off");
  await waitFor(() => expect(asked.at(-1)?.call).toBe("POST /account/second-factor/end"));
  expect(asked.at(-1)?.body).toEqual({ current_password: "old" });
  cleanup();
  answers["GET /account"] = account(true, true);
  await show();
  await screen.findByRole("button", { name: "New recovery codes" });
  expect(screen.queryByRole("button", { name: "Switch it off" })).toBeNull();
});

it("lists devices and ends others, never the one in use by itself", async () => {
  await show();
  const items = await screen.findAllByRole("listitem");
  expect(items).toHaveLength(2);
  expect(within(items[0] as HTMLElement).getByText("This one")).toBeTruthy();
  expect(within(items[0] as HTMLElement).queryByRole("button")).toBeNull();
  press("Sign out Chrome · Linux");
  await waitFor(() => expect(asked.at(-1)?.call).toBe("DELETE /account/sessions/Chrome"));
  await waitFor(() =>
    expect(
      (screen.getByRole("button", { name: "Sign out all other devices" }) as HTMLButtonElement)
        .disabled,
    ).toBe(false),
  );
  answers["GET /account/sessions"] = { items: [device("Firefox", true)] };
  press("Sign out all other devices");
  await waitFor(() => expect(screen.getAllByRole("listitem")).toHaveLength(1));
  expect(screen.queryByRole("button", { name: "Sign out all other devices" })).toBeNull();
});
