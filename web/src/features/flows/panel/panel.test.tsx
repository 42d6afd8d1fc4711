/** The panel at the side of the flow designer, and the faces of its steps, over an open flow as people use them. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App } from "antd";
import i18next from "i18next";
import { type ReactNode, useMemo } from "react";
import { initReactI18next } from "react-i18next";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { AppModel } from "../../../designer/app-model";
import type { Catalogue } from "../../../designer/catalogue";
import type { Document, Path } from "../../../designer/document";
import { SessionContext, useSession } from "../../../designer/session";
import { openSession, type SessionStore } from "../../../designer/store";
import type { Wire } from "../../../designer/wire";
import { chinese, english } from "../../../i18n/texts";
import { FlowContext, type FlowDesk } from "../flow-desk";
import { type Flow, readFlow } from "../graph/flow";
import { faceOf } from "../nodes/face";
import { deskScene, FLOW_SORTS, TICKET_FLOW } from "../testing/desk";
import { cardWords } from "../words/card";
import { Panel } from "./panel";

const SIX_TYPES: Flow = {
  ...TICKET_FLOW,
  nodes: {
    ...TICKET_FLOW.nodes,
    tell: { type: "cc", to: [{ team: "tech" }], next: "pause" },
    pause: { type: "wait", for: { days: 1 }, to: "act" },
    act: { type: "action", actions: [{ action: "comment", text: "x" }], to: "split" },
    split: { type: "branch", lines: [{ otherwise: true, to: "archive" }] },
  } as Flow["nodes"],
};

// Sizes are looked at as soon as it is loaded, which jsdom does not know.
vi.hoisted(() => {
  Element.prototype.scrollIntoView = () => {};
  window.matchMedia = () =>
    ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }) as never;
  globalThis.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
});

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: "zh-CN",
    resources: { "zh-CN": { translation: chinese }, en: { translation: english } },
    interpolation: { escapeValue: false },
  });
  vi.stubGlobal("matchMedia", () => ({
    matches: false,
    addEventListener: () => {},
    removeEventListener: () => {},
  }));
}, 60_000);
afterEach(cleanup);

/** A server that takes everything. */
const WIRE: Wire = {
  read: async () => null,
  write: async ({ version, document }) =>
    ({ version: version + 1, document, problems: [] }) as never,
  discard: async () => true,
  farewell: () => {},
};

const NO_PARTS = {
  form: () => undefined,
  part: () => undefined,
  calendars: [],
} as unknown as AppModel;

type FormFields = FlowDesk["form"]["fields"];
const MANY = Array.from({ length: 25 }, (_, at) => ({
  key: `f_${at}`,
  type: "text",
  label: `问题 ${at}`,
  options: [],
})) as unknown as FormFields;

interface DeskProps {
  store: SessionStore;
  model: AppModel;
  /** In place of the form's own. */
  instead: FormFields | undefined;
  children: ReactNode;
}

function Desk({ store, model, instead, children }: DeskProps) {
  const document = useSession((state) => state.document);
  const desk = useMemo((): FlowDesk => {
    const scene = deskScene();
    const fields = scene.form.fields.map(({ key, type, label, options }) => ({
      key,
      type,
      label,
      options: (options ?? []).map((each) => ({ key: each.key, label: each.label })),
    }));
    const form = { key: "ticket", name: scene.form.name, fields: instead ?? fields };
    const act: FlowDesk["act"] = (label, operations, options = {}) =>
      store.getState().execute({ label, operations, ...options });
    return {
      app: "service_desk",
      key: "ticket_flow",
      flow: readFlow(document),
      scene,
      desk: { scene, isUsed: () => false },
      form,
      around: { teams: scene.teams, roles: scene.roles, calendars: scene.calendars, people: [] },
      model,
      catalogue: { nodes: [], actions: [] } as unknown as Catalogue,
      standing: undefined,
      act,
      run: (result) => "operations" in result && store.getState().execute(result),
      set: (node, values, label) =>
        void act(label, [{ do: "change", element: "node", at: [node], values }]),
    } as FlowDesk;
  }, [document, store, model, instead]);
  return <FlowContext value={desk}>{children}</FlowContext>;
}

function opened(
  at: Path,
  flow: Flow = TICKET_FLOW,
  model = NO_PARTS,
  instead?: FormFields,
): { flow: () => Flow } {
  const store = openSession({
    app: "service_desk",
    kind: "flow",
    name: "ticket_flow",
    sorts: FLOW_SORTS,
    wire: WIRE,
    artefact: null,
    start: structuredClone(flow) as unknown as Document,
    storage: window.localStorage,
  });
  store.getState().select(at);
  const screenOf = (
    <QueryClientProvider client={new QueryClient()}>
      <App>
        <SessionContext value={store}>
          <Desk store={store} model={model} instead={instead}>
            <Panel />
          </Desk>
        </SessionContext>
      </App>
    </QueryClientProvider>
  );
  render(<RouterProvider router={createMemoryRouter([{ path: "*", element: screenOf }])} />);
  return { flow: () => readFlow(store.getState().document) };
}

describe("faces of steps", () => {
  it.each(Object.keys(SIX_TYPES.nodes))(
    "%s says what it is and opens every tab",
    async (key) => {
      const user = userEvent.setup();
      const node = SIX_TYPES.nodes[key];
      const face = faceOf(node?.type ?? "");
      expect(face).toBeDefined();
      opened(["nodes", key], SIX_TYPES);
      expect(node && cardWords(node, deskScene()).title).not.toBe("");
      for (const tab of face?.tabs ?? []) {
        const name = i18next.t(`flows.tab.${tab.key}`);
        await user.click(screen.getByRole("tab", { name }));
        const body = screen.getByRole("tabpanel", { name });
        expect(body.textContent?.trim()).not.toBe("");
        expect(body.textContent).not.toMatch(/flows\.|undefined|\[object/);
      }
    },
    30_000,
  );
});

describe("a role without members", () => {
  const withRole = (liveVersion: number | null) =>
    ({
      form: () => undefined,
      part: () => ({ liveVersion }),
      calendars: [],
    }) as unknown as AppModel;

  it("gets them once it is published, and not before", () => {
    opened(["nodes", "handle"], TICKET_FLOW, withRole(1));
    expect(screen.getAllByRole("button", { name: "给「主管」加人" })).not.toHaveLength(0);
    cleanup();
    opened(["nodes", "handle"], TICKET_FLOW, withRole(null));
    expect(screen.queryByRole("button", { name: "给「主管」加人" })).toBeNull();
    expect(document.body.textContent).toContain("「主管」还没有成员，发布后就可以添加。");
  }, 30_000);
});

describe("what a step is called", () => {
  it("is said and written above the tabs, whichever is open", async () => {
    const user = userEvent.setup();
    const { flow } = opened(["nodes", "handle"]);
    for (const tab of screen.getAllByRole("tab")) {
      await user.click(tab);
      const box = screen.getByRole("textbox", { name: "这一步叫什么" });
      expect(screen.getByRole("tabpanel").contains(box)).toBe(false);
    }
    const box = screen.getByRole("textbox", { name: "这一步叫什么" });
    await user.clear(box);
    await user.type(box, "修");
    expect(Object.values(flow().nodes.handle?.name ?? {})).toContain("修");
  }, 30_000);
});

describe("字段权限", () => {
  it("hides a field, and shows it again", async () => {
    const user = userEvent.setup();
    const { flow } = opened(["nodes", "handle"]);
    await user.click(screen.getByRole("tab", { name: "字段权限" }));
    await user.click(screen.getByRole("radio", { name: "客户姓名: 隐藏" }));
    expect(flow().nodes.handle?.fields).toEqual({
      write: ["urgency", "solution", "root_cause"],
      required: ["solution"],
      hide: ["customer_name"],
    });
    await user.click(screen.getByRole("radio", { name: "解决方案: 隐藏" }));
    expect(flow().nodes.handle?.fields).toEqual({
      write: ["urgency", "root_cause"],
      hide: ["customer_name", "solution"],
    });
    await user.click(screen.getByRole("radio", { name: "客户姓名: 只看" }));
    expect(flow().nodes.handle?.fields?.hide).toEqual(["solution"]);
  }, 30_000);

  it("finds a field among many, and gives all that were found the same right", async () => {
    const user = userEvent.setup();
    const { flow } = opened(["nodes", "handle"], TICKET_FLOW, NO_PARTS, MANY);
    await user.click(screen.getByRole("tab", { name: "字段权限" }));
    await user.type(screen.getByRole("searchbox", { name: "查找字段" }), "wenti2");
    expect(screen.getAllByRole("row")).toHaveLength(1 + 7);
    await user.click(screen.getByRole("button", { name: "隐藏" }));
    expect(flow().nodes.handle?.fields?.hide).toEqual(
      [2, 12, 20, 21, 22, 23, 24].map((n) => `f_${n}`),
    );
    await user.click(screen.getByRole("radio", { name: "问题 20: 只看" }));
    expect(flow().nodes.handle?.fields?.hide).toEqual([2, 12, 21, 22, 23, 24].map((n) => `f_${n}`));
  }, 30_000);

  it("is told on the card", () => {
    const handle = TICKET_FLOW.nodes.handle;
    const hidden = { ...handle, fields: { hide: ["customer_name"] } } as typeof handle;
    const facts = hidden ? cardWords(hidden, deskScene()).facts.map((each) => each.text) : [];
    expect(facts).toContain("隐藏 1 项");
  });
});

describe("one more button", () => {
  it("is named at once, and lets go of the name it was given in the other language", async () => {
    const user = userEvent.setup();
    const { flow } = opened(["nodes", "handle"], TICKET_FLOW);
    await user.click(screen.getByRole("tab", { name: i18next.t("flows.tab.how") }));
    await user.click(screen.getByRole("button", { name: "加一个按钮" }));
    const name = document.activeElement as HTMLInputElement;
    expect(name.value).toBe("New outcome");
    await user.keyboard("Hand back");
    expect(flow().nodes.handle?.outcomes?.outcome?.name).toEqual({ en: "Hand back" });
  }, 30_000);
});

describe("要求完成的时间", () => {
  it("is a length of its own, or what the ticket is promised", async () => {
    const user = userEvent.setup();
    const { flow } = opened(["nodes", "handle"]);
    await user.click(screen.getByRole("tab", { name: i18next.t("flows.tab.due") }));
    const due = () => flow().nodes.handle?.due;
    const before = due();
    expect(before).toMatchObject({ hours: 2, until: "first_response" });
    await user.click(screen.getByRole("button", { name: /^按谁的时限/ }));
    await user.click(await screen.findByRole("option", { name: /^跟随工单的解决时限/ }));
    expect(due()).toEqual({ promise: "resolution", late: before?.late });
    expect(screen.queryByRole("button", { name: /^算到什么时候/ })).toBeNull();
    await user.click(screen.getByRole("button", { name: /^按谁的时限/ }));
    await user.click(await screen.findByRole("option", { name: /^要在/ }));
    expect(due()).toMatchObject({ hours: 2, late: before?.late });
    expect(due()?.promise).toBeUndefined();
  }, 30_000);
});

describe("实在没人能接时", () => {
  async function choose(option: RegExp) {
    const user = userEvent.setup();
    await user.click(screen.getByRole("button", { name: /^实在没人能接时/ }));
    await user.click(await screen.findByRole("option", { name: option }));
  }
  it("goes to an administrator, to others, on by itself, or stops", async () => {
    const { flow } = opened(["nodes", "handle"]);
    const nobody = () => flow().nodes.handle?.nobody;
    expect(nobody()).toBeUndefined();
    await choose(/^交给系统管理员/);
    expect(nobody()).toEqual({ administrator: true });
    await choose(/^交给别的人/);
    expect(nobody()).toEqual({ role: "agent" });
    await choose(/^跳过这一步/);
    expect(nobody()).toEqual({ skip: "done" });
    expect(within(screen.getByRole("tabpanel")).getByText("当作")).toBeTruthy();
    await choose(/^停下/);
    expect(nobody()).toEqual({ incident: true });
    await choose(/^留在待认领/);
    expect(nobody()).toBeUndefined();
  }, 30_000);
});
