// @vitest-environment node
import { describe, expect, it } from "vitest";
import type { Form, Workspace } from "../api/types";
import { adminPlaces, findForm, formNear, ticketForm } from "./places";

function form(key: string, more: Partial<Form> = {}): Form {
  return {
    key,
    name: key,
    version: 1,
    title_field: null,
    case: false,
    can: ["read"],
    policies: [],
    promises: { clocks: [], levels: [] },
    public: null,
    fields: [],
    layout: [],
    views: [],
    ...more,
  };
}

const workspace = {
  apps: [
    { key: "desk", name: "", dashboards: [], teams: [], forms: [form("desk.customer")] },
    {
      key: "shop",
      name: "",
      dashboards: [],
      teams: [],
      forms: [
        form("shop.customer"),
        form("shop.repair", { case: true }),
        form("shop.order", { case: true, can: ["read", "create"] }),
      ],
    },
  ],
} as unknown as Workspace;

describe("the form an address names", () => {
  it("is found by its full key, and by its short one while only one app has it", () => {
    expect(findForm(workspace, "shop.customer")?.key).toBe("shop.customer");
    expect(findForm(workspace, "repair")?.key).toBe("shop.repair");
    expect(findForm(workspace, "customer")).toBeUndefined();
  });

  it("is looked for in the same app when a definition names it", () => {
    const repair = form("shop.repair");
    expect(formNear(workspace, "customer", repair)?.key).toBe("shop.customer");
    expect(formNear(workspace, "desk.customer", repair)?.key).toBe("desk.customer");
  });
});

it("offers the first form with tickets one may create", () => {
  expect(ticketForm(workspace)?.key).toBe("shop.order");
});

describe("the pages under administration", () => {
  const pages = (admin: boolean, messages: boolean, system_roles: string[] = []) =>
    adminPlaces({
      person: { admin, system_roles } as Workspace["person"],
      can_read_messages: messages,
    }).map(({ to }) => to);

  it("are all for administrators, the outbox for who leads, none for others", () => {
    expect(pages(true, true)).toEqual([
      "/admin/people",
      "/admin/departments",
      "/admin/partners",
      "/admin/keys",
      "/admin/limits",
      "/admin/messages",
      "/admin/audit",
      "/admin/health",
      "/admin/settings",
    ]);
    expect(pages(false, false, ["auditor"])).toEqual(["/admin/audit"]);
    expect(pages(false, false, ["security"])).toEqual([
      "/admin/people",
      "/admin/departments",
      "/admin/partners",
      "/admin/keys",
      "/admin/limits",
    ]);
    expect(pages(false, true)).toEqual(["/admin/messages"]);
    expect(pages(false, false)).toEqual([]);
  });
});
