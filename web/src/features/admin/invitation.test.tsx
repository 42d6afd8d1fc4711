import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";
import { inRouter } from "../../../tests/in-router";

const asked: { call: string; body: unknown }[] = [];
let answers: Record<string, { status: number; body: unknown }> = {};

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    const call = `${request.method} ${new URL(request.url).pathname.replace("/api/v1", "")}`;
    const text = await request.text();
    if (request.method !== "GET") asked.push({ call, body: text ? JSON.parse(text) : null });
    const { status, body } = answers[call] ?? { status: 200, body: { items: [] } };
    return new Response(status === 204 ? null : JSON.stringify(body), {
      status,
      headers: { "content-type": "application/json" },
    });
  });
  await import("./people");
}, 60_000);
beforeEach(() => {
  asked.length = 0;
  const nothing = { tasks: 0, records: [], views: 0, led: 0, named: [], last: null };
  answers = { "GET /people/ana/handover": { status: 200, body: nothing } };
});
afterEach(cleanup);

const HOUR = 3_600_000;
const at = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();

function colleague(id: string, name: string, more = {}) {
  return {
    id,
    name,
    email: `${id}@example.com`,
    phone: null,
    staff_number: null,
    wecom_id: null,
    active: true,
    admin: false,
    password_due: false,
    second_factor: false,
    system_roles: [],
    locale: "en",
    roles: [],
    teams: [],
    department_id: null,
    manager_id: null,
    partner_id: null,
    can_sign_in: true,
    invitation: null,
    ...more,
  };
}

const INVITATION = { sent_at: at(-1), expires_at: at(71) };
const INVITED = colleague("ana", "Ana", { can_sign_in: false, invitation: INVITATION });
const LATE = colleague("bo", "Bo", {
  can_sign_in: false,
  invitation: { sent_at: at(-80), expires_at: at(-8) },
});

/** Named in the questions of the first run, or imported without a way in. */
const FORGOTTEN = colleague("eva", "Eva", { can_sign_in: false });

async function show(mail: boolean, path = "/admin/people") {
  answers["GET /people"] = {
    status: 200,
    body: { items: [INVITED, LATE, FORGOTTEN, colleague("cy", "Cy")], roles: [], teams: [], mail },
  };
  const { PeoplePage } = await import("./people");
  const client = deskOf({
    id: "p",
    name: "Li Lei",
    admin: true,
    phone: "",
    email: "li@example.com",
  });
  render(
    <QueryClientProvider client={client}>
      {
        inRouter(
          <App>
            <PeoplePage />
          </App>,
          path,
        ).shown
      }
    </QueryClientProvider>,
  );
  await screen.findByText("Cy");
}

const press = (name: string | RegExp) => fireEvent.click(screen.getByRole("button", { name }));

it("shows who cannot sign in yet and why, and these alone when asked", async () => {
  await show(true);
  screen.getByText("Invited");
  screen.getByText("Invitation over");
  screen.getByText("No password yet");
  fireEvent.click(screen.getByLabelText("Not joined yet"));
  await waitFor(() => expect(screen.queryByText("Cy")).toBeNull());
  for (const name of ["Ana", "Bo", "Eva"]) screen.getByText(name);
});

it("invites a new colleague by mail unless a first password is chosen", async () => {
  await show(true);
  answers["POST /people"] = { status: 201, body: colleague("di", "Di") };
  press(/^Add person/);
  fireEvent.change(screen.getByLabelText(/^Name\b(?! or)/), { target: { value: "Di" } });
  screen.getByText("There is no mail address: copy the link for them once they are added.");
  fireEvent.change(screen.getByLabelText("Mail"), { target: { value: "di@example.com" } });
  expect(screen.queryByLabelText(/^Password/)).toBeNull();
  const add = screen.getAllByRole("button", { name: "Add person" }).at(-1);
  fireEvent.click(add as HTMLElement);
  await waitFor(() => expect(asked.length).toBe(1));
  expect(asked[0]?.body).toMatchObject({ name: "Di", email: "di@example.com", invite: true });
  expect(asked[0]?.body).not.toHaveProperty("password");
  await screen.findByText("Di added, the invitation is on its way");
});

it("tells what became of the mail; sends again, withdraws", async () => {
  await show(true);
  answers["GET /people/ana/invitation"] = {
    status: 200,
    body: { ...INVITATION, mail: "failed", reason: "550 no such user" },
  };
  answers["POST /people/ana/invitation"] = { status: 204, body: null };
  answers["DELETE /people/ana/invitation"] = { status: 204, body: null };
  fireEvent.click(screen.getByRole("button", { name: "Ana" }));
  await screen.findByText("The mail did not reach ana@example.com: 550 no such user");
  press("Send again");
  await screen.findByText("The invitation is on its way");
  press("Withdraw");
  await screen.findByText("Invitation withdrawn");
  expect(asked.map(({ call }) => call)).toEqual([
    "POST /people/ana/invitation",
    "DELETE /people/ana/invitation",
  ]);
});

it("gives the link where no mail goes out", async () => {
  await show(false);
  answers["GET /people/ana/invitation"] = {
    status: 200,
    body: { ...INVITATION, mail: "trial", reason: null },
  };
  answers["POST /people/ana/invitation/link"] = {
    status: 200,
    body: { link: "https://desk.example.com/join/abc", expires_at: at(71) },
  };
  fireEvent.click(screen.getByRole("button", { name: "Ana" }));
  await screen.findByText("No mail server is set up: copy the link for them.");
  press("Copy link");
  await screen.findByDisplayValue("https://desk.example.com/join/abc");
});

it("says nothing of the access when that was not changed: handing over may have ended it", async () => {
  await show(true);
  answers["GET /people/cy/handover"] = {
    status: 200,
    body: { tasks: 0, records: [], views: 0, led: 0, named: [], last: null },
  };
  answers["PATCH /people/cy"] = { status: 200, body: colleague("cy", "Cy") };
  fireEvent.click(screen.getByRole("button", { name: "Cy" }));
  fireEvent.click(screen.getAllByRole("button", { name: "Save" }).at(-1) as HTMLElement);
  await waitFor(() => expect(asked.length).toBe(1));
  expect(asked[0]?.call).toBe("PATCH /people/cy");
  // Nor of what another administrator may have changed meanwhile.
  expect(asked[0]?.body).toEqual({
    join_roles: [],
    leave_roles: [],
    join_teams: [],
    leave_teams: [],
  });
});

it("says that it could not find out whether somebody is invited, and invites nobody again by that", async () => {
  answers["GET /people/ana/invitation"] = { status: 500, body: { status: 500, title: "No" } };
  await show(true);
  fireEvent.click(screen.getByRole("button", { name: "Ana" }));
  await screen.findByRole("button", { name: "Try again" });
  expect(screen.queryByRole("button", { name: "Send an invitation" })).toBeNull();
  answers["GET /people/ana/invitation"] = { status: 404, body: { status: 404 } };
  press("Try again");
  await screen.findByRole("button", { name: "Send an invitation" });
});
