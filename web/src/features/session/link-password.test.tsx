import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { inEnglish } from "../../../tests/in-english";

type Answer = { status: number; body: unknown };
const asked: { call: string; body: unknown }[] = [];
let answers: Record<string, Answer> = {};

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    const call = `${request.method} ${new URL(request.url).pathname.replace("/api/v1", "")}`;
    const text = await request.text();
    asked.push({ call, body: text ? JSON.parse(text) : null });
    const { status, body } = answers[call] ?? { status: 200, body: {} };
    return new Response(status === 204 ? null : JSON.stringify(body), {
      status,
      headers: { "content-type": "application/json" },
    });
  });
  await Promise.all([import("./link-password"), import("./forgotten"), import("./sign-in")]);
}, 60_000);
beforeEach(() => {
  asked.length = 0;
  answers = {
    "POST /account/link": { status: 200, body: LINK },
    "POST /account/link/password": { status: 204, body: null },
    "POST /session": { status: 200, body: { csrf_token: "c", due: null, person: {} } },
    "POST /account/forgotten": { status: 204, body: null },
  };
});
afterEach(cleanup);

const LINK = {
  kind: "invitation",
  name: "Li Na",
  login: "li@example.com",
  organization: "Bolts Ltd",
  shortest: 10,
  locale: "en",
  expires_at: "2026-12-03T08:00:00Z",
};
const OVER = { status: 410, body: { code: "account_link_over", detail: "over", errors: [] } };

async function open(path: string, mail = true) {
  const { LinkPasswordPage } = await import("./link-password");
  const { ForgottenPage } = await import("./forgotten");
  const { SignIn } = await import("./sign-in");
  const { setupQuery } = await import("../../app/queries");
  const queries = new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } },
  });
  queries.setQueryData(setupQuery.queryKey, { needed: false, mail } as never);
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter initialEntries={[path]}>
        <Routes>
          <Route path="/join/:token" element={<LinkPasswordPage />} />
          <Route path="/reset/:token" element={<LinkPasswordPage />} />
          <Route path="/forgotten" element={<ForgottenPage />} />
          <Route path="/sign-in" element={<SignIn />} />
          <Route path="/" element={<p>inside</p>} />
        </Routes>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

const press = (name: string | RegExp) => fireEvent.click(screen.getByRole("button", { name }));

it("welcomes who is invited by the organization's name, sets the password and signs in", async () => {
  await open("/join/abc");
  await screen.findByRole("heading", { name: "Welcome to Bolts Ltd" });
  expect(asked[0]).toEqual({ call: "POST /account/link", body: { token: "abc" } });
  expect(screen.getByLabelText("You sign in with")).toHaveProperty("value", "li@example.com");
  screen.getByText(/At least 10/);
  expect(screen.queryByText(/No account/)).toBeNull();
  press("Set password and enter");
  expect(asked.length).toBe(1);
  fireEvent.change(screen.getByLabelText("New password"), { target: { value: "a long one" } });
  press("Set password and enter");
  await screen.findByText("inside");
  expect(asked[1]?.body).toEqual({ token: "abc", password: "a long one" });
  expect(asked[2]?.body).toMatchObject({ login: "li@example.com", password: "a long one" });
});

it("says of a password that is refused what is wrong with it, beside it", async () => {
  answers["POST /account/link/password"] = {
    status: 422,
    body: {
      code: "invalid",
      detail: "wrong",
      errors: [{ field: "password", code: "password_known", message: "Everybody tries this one." }],
    },
  };
  await open("/join/abc");
  await screen.findByRole("heading");
  fireEvent.change(screen.getByLabelText("New password"), { target: { value: "password1" } });
  press("Set password and enter");
  await screen.findByText("Everybody tries this one.");
  expect(asked.some(({ call }) => call === "POST /session")).toBe(false);
});

it("tells of a link that opens no more what to do, also when that turns out at the end", async () => {
  answers["POST /account/link"] = OVER;
  await open("/reset/abc");
  await screen.findByRole("heading", { name: "This link no longer works" });
  fireEvent.click(screen.getByRole("link", { name: "Ask again" }));
  await screen.findByRole("heading", { name: "Forgot your password" });
  cleanup();
  answers["POST /account/link"] = { status: 200, body: LINK };
  answers["POST /account/link/password"] = OVER;
  await open("/join/abc");
  await screen.findByRole("heading", { name: /Welcome/ });
  fireEvent.change(screen.getByLabelText("New password"), { target: { value: "a long one" } });
  press("Set password and enter");
  await screen.findByText(/ask an administrator to invite you again/);
});

it("leads who has a second step to the sign-in page once the password is set", async () => {
  answers["POST /session"] = {
    status: 401,
    body: { code: "second_factor_needed", detail: "code", errors: [] },
  };
  await open("/reset/abc");
  await screen.findByRole("heading", { name: "Set a new password" });
  fireEvent.change(screen.getByLabelText("New password"), { target: { value: "a long one" } });
  press("Save and sign in");
  await screen.findByRole("heading", { name: "Sign in" });
});

it("offers a link for a forgotten password where mails go out, and the administrator where not", async () => {
  await open("/sign-in", false);
  expect(screen.queryByRole("link", { name: "Forgot your password?" })).toBeNull();
  screen.getByText(/An administrator can reset it/);
  cleanup();
  await open("/sign-in");
  fireEvent.click(screen.getByRole("link", { name: "Forgot your password?" }));
  await screen.findByRole("heading", { name: "Forgot your password" });
  press("Send the link");
  screen.getByText("Enter your mobile, staff number or mail");
  fireEvent.change(screen.getByRole("textbox"), { target: { value: " li@example.com " } });
  press("Send the link");
  await screen.findByRole("heading", { name: "Check your mail" });
  await waitFor(() =>
    expect(asked).toEqual([{ call: "POST /account/forgotten", body: { login: "li@example.com" } }]),
  );
});
