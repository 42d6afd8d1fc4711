import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import type { ReactNode } from "react";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";
import { inRouter } from "../../../tests/in-router";
import type { Colleague, People } from "../../api/types";

const ME = { id: "p", name: "Li Lei", admin: true };
const asked: { call: string; body: unknown }[] = [];
let workspace = {};
let answer: (call: string, body: unknown) => unknown = () => ({ items: [] });

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    const call = `${request.method} ${new URL(request.url).pathname.replace("/api/v1", "")}`;
    const json = request.headers.get("content-type")?.includes("json");
    const body = json ? await request.json() : await request.text();
    asked.push({ call, body });
    if (call === "GET /workspace") return Response.json({ person: ME, apps: [], ...workspace });
    return Response.json(await answer(call, body));
  });
  await import("./person-drawer");
  await import("./settings");
  await import("./import-people");
}, 60_000);
afterEach(() => {
  cleanup();
  asked.length = 0;
});

const ANA = {
  id: "ana",
  name: "Ana",
  email: "ana@example.com",
  phone: null,
  staff_number: null,
  wecom_id: null,
  active: true,
  admin: false,
  second_factor: false,
  system_roles: [],
  roles: ["desk.agent"],
  teams: [],
  department_id: null,
  partner_id: null,
  can_sign_in: true,
  invitation: null,
} as unknown as Colleague;

function show(children: ReactNode, more = {}) {
  const client = deskOf(ME, more);
  render(
    <QueryClientProvider client={client}>
      {inRouter(<App>{children}</App>).shown}
    </QueryClientProvider>,
  );
}

it("leaves alone what another administrator may have changed on the same person", async () => {
  const { PersonDrawer } = await import("./person-drawer");
  answer = (call) => {
    if (call.endsWith("/handover"))
      return { tasks: 0, records: [], views: 0, led: 0, named: [], last: null };
    return call.startsWith("PATCH") ? ANA : { items: [] };
  };
  const people = { items: [ANA], roles: [], teams: [], mail: true } as unknown as People;
  const close = vi.fn();
  show(<PersonDrawer person={ANA} people={people} onClose={close} onInvited={() => {}} />);
  fireEvent.change(screen.getByLabelText("Mobile"), { target: { value: " 13800138000 " } });
  fireEvent.click(screen.getAllByRole("button", { name: "Save" })[0] as HTMLElement);
  await waitFor(() => expect(close).toHaveBeenCalled());
  const [saved] = asked.filter(({ call }) => call === "PATCH /people/ana");
  const nowhere = { join_roles: [], leave_roles: [], join_teams: [], leave_teams: [] };
  expect(saved?.body).toEqual({ phone: "13800138000", ...nowhere });
}, 30_000);

it("keeps the settings that another administrator has saved meanwhile", async () => {
  const { SettingsPage } = await import("./settings");
  const before = { company: "Ours", public_url: "http://old.example.com", country: "CN" };
  const opened = { ...before, zone: "Asia/Shanghai", language: "en" };
  workspace = { ...opened, public_url: "https://desk.example.com" };
  answer = () => ({ items: [], wanted: [], kinds: [], apps: [] });
  show(<SettingsPage />, opened);
  fireEvent.change(screen.getByLabelText(/^Company/), { target: { value: "Ours Ltd" } });
  fireEvent.click(screen.getAllByRole("button", { name: "Save" })[0] as HTMLElement);
  await waitFor(() => expect(asked.map(({ call }) => call)).toContain("PUT /settings"));
  expect(asked.find(({ call }) => call === "PUT /settings")?.body).toEqual({
    ...opened,
    company: "Ours Ltd",
    public_url: "https://desk.example.com",
  });
}, 30_000);

it("keeps what is typed while the settings are being saved", async () => {
  const { SettingsPage } = await import("./settings");
  workspace = {
    company: "Ours",
    public_url: "https://desk.example.com",
    country: "CN",
    zone: "Asia/Shanghai",
    language: "en",
  };
  let arrive = () => {};
  answer = (call) =>
    call === "PUT /settings"
      ? new Promise((done) => {
          arrive = () => done({});
        })
      : { items: [], wanted: [], kinds: [], apps: [] };
  show(<SettingsPage />, workspace);
  const company = screen.getByLabelText(/^Company/) as HTMLInputElement;
  const save = screen.getAllByRole("button", { name: "Save" })[0] as HTMLButtonElement;
  fireEvent.change(company, { target: { value: "Ours Ltd" } });
  fireEvent.click(save);
  await waitFor(() => expect(asked.map(({ call }) => call)).toContain("PUT /settings"));
  fireEvent.change(company, { target: { value: "Ours Limited" } });
  arrive();
  await screen.findByText(/saved/i);
  expect(company.value).toBe("Ours Limited");
  await waitFor(() => expect(save.disabled).toBe(false));
}, 30_000);

it("says of a sheet of people only what was found about this one", async () => {
  const { ImportPeople } = await import("./import-people");
  const late: (() => void)[] = [];
  let sheets = 0;
  const row = (name: string) => ({ row: 2, name, state: "new", mail: true, problems: [] });
  answer = (call, body) => {
    if (call === "POST /people/sheet") {
      sheets += 1;
      return { columns: ["Name"], mapping: ["name"], rows: [[`of sheet ${sheets}`]] };
    }
    const [[name]] = (body as { rows: [[string]] }).rows;
    const found = { items: [row(name)] };
    if (name !== "of sheet 1") return found;
    return new Promise((done) => late.push(() => done(found)));
  };
  show(<ImportPeople mail onClose={() => {}} />);
  const choose = (name: string) => {
    const input = document.querySelector<HTMLInputElement>("input[type=file]");
    fireEvent.change(input as HTMLInputElement, { target: { files: [new File(["x"], name)] } });
  };
  choose("one.csv");
  await waitFor(() => expect(late).toHaveLength(1));
  fireEvent.click(screen.getByRole("button", { name: "Another sheet" }));
  choose("two.csv");
  const cell = { selector: "td" };
  await screen.findByText("of sheet 2", cell);
  for (const arrive of late) arrive();
  await waitFor(() => expect(asked.filter(({ call }) => call.endsWith("/import"))).toHaveLength(2));
  await new Promise((done) => setTimeout(done));
  screen.getByText("of sheet 2", cell);
  expect(screen.queryByText("of sheet 1", cell)).toBeNull();
}, 30_000);

it("takes in nothing of a person while it is saved, which would be lost with the drawer", async () => {
  const { PersonDrawer } = await import("./person-drawer");
  let arrive = () => {};
  answer = (call) => {
    if (call.endsWith("/handover"))
      return { tasks: 0, records: [], views: 0, led: 0, named: [], last: null };
    if (!call.startsWith("PATCH")) return { items: [] };
    return new Promise((done) => {
      arrive = () => done(ANA);
    });
  };
  const people = { items: [ANA], roles: [], teams: [], mail: true } as unknown as People;
  const close = vi.fn();
  show(<PersonDrawer person={ANA} people={people} onClose={close} onInvited={() => {}} />);
  const mobile = screen.getByLabelText("Mobile");
  fireEvent.change(mobile, { target: { value: "13800138000" } });
  fireEvent.click(screen.getAllByRole("button", { name: "Save" })[0] as HTMLElement);
  await waitFor(() => expect(asked.map(({ call }) => call)).toContain("PATCH /people/ana"));
  expect(mobile.closest("[inert]")).not.toBeNull();
  arrive();
  await waitFor(() => expect(close).toHaveBeenCalled());
}, 30_000);
