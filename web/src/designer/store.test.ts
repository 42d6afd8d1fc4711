// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DraftServer, LIVE } from "../../tests/draft-server";
import type { Document, Sort } from "./document";
import { openSession, type SessionOptions } from "./store";
import type { Artefact } from "./wire";

const SORTS: Sort[] = [
  { name: "field", path: ["fields", "*"], named_by: [["title"]] },
  { name: "section_field", path: ["layout", "#", "fields", "#"], named_by: [] },
];
function rename(to: string, merge?: string) {
  return {
    label: `改名 ${to}`,
    operations: [{ do: "change" as const, element: "document", values: { name: to } }],
    ...(merge ? { merge } : {}),
  };
}

const REST = 900;

let server: DraftServer;
function open(more: Partial<SessionOptions> = {}) {
  return openSession({
    app: "desk",
    kind: "form",
    name: "ticket",
    sorts: SORTS,
    wire: server,
    artefact: server.artefact(),
    storage: window.localStorage,
    ...more,
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  window.localStorage.clear();
  server = new DraftServer();
});
afterEach(() => vi.useRealTimers());

describe("saving by itself", () => {
  it("waits for a pause, then saves once and says so", async () => {
    const session = open();
    session.getState().execute(rename("一"));
    session.getState().execute(rename("二"));
    expect(session.getState().save).toBe("unsaved");
    await vi.advanceTimersByTimeAsync(900);
    expect(server.writes.map((each) => each.document.name)).toEqual(["二"]);
    expect(session.getState().save).toBe("saved");
    expect(session.getState().savedAt).not.toBeNull();
  });

  it("saves at the latest after five seconds of work without a pause", async () => {
    const session = open();
    for (let at = 0; at < 7_000; at += 500) {
      session.getState().execute(rename(`${at}`));
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(server.writes.length).toBeGreaterThanOrEqual(1);
  });

  it("goes on from the version it made, and flushes when asked", async () => {
    const session = open();
    session.getState().execute(rename("一"));
    expect(await session.getState().flush()).toBe(true);
    session.getState().execute(rename("二"));
    expect(await session.getState().flush()).toBe(true);
    expect(server.writes.map((each) => each.version)).toEqual([0, 1]);
  });

  it("forgets the draft when everything is as it is live", async () => {
    const session = open();
    session.getState().execute(rename("一"));
    await session.getState().flush();
    session.getState().undo();
    await session.getState().flush();
    expect(server.draft).toBeNull();
    session.getState().redo();
    await session.getState().flush();
    expect(server.draft).toMatchObject({ version: 1, document: { name: "一" } });
  });

  it("keeps the work on this device while the server cannot be reached, and saves when it can", async () => {
    const session = open();
    server.reachable = false;
    session.getState().execute(rename("一"));
    await vi.advanceTimersByTimeAsync(900);
    expect(session.getState().save).toBe("offline");
    session.getState().execute(rename("二"));
    expect(window.localStorage.getItem("helpwright.draft..desk.form.ticket#")).toContain("二");
    server.reachable = true;
    await vi.advanceTimersByTimeAsync(4_000);
    expect(session.getState().save).toBe("saved");
    expect(server.draft?.document.name).toBe("二");
    expect(window.localStorage.length).toBe(0);
  });

  it("brings back what was kept when the page closed", async () => {
    const session = open();
    server.reachable = false;
    session.getState().execute(rename("没来得及"));
    await vi.advanceTimersByTimeAsync(900);
    server.reachable = true;
    const later = open();
    expect(later.getState()).toMatchObject({
      recovered: true,
      document: { name: "没来得及" },
    });
    await vi.advanceTimersByTimeAsync(100);
    expect(server.draft?.document.name).toBe("没来得及");
  });

  it("sends a last word while the page closes", () => {
    const session = open();
    const leave = session.attend();
    session.getState().execute(rename("再见"));
    window.dispatchEvent(new Event("pagehide"));
    expect(server.farewells).toHaveLength(1);
    expect(window.localStorage.getItem("helpwright.draft..desk.form.ticket#")).toContain("再见");
    leave();
  });

  it("says why the server will not take it, and tries the next change", async () => {
    const session = open();
    server.refuses = "太长";
    session.getState().execute(rename("一"));
    await vi.advanceTimersByTimeAsync(900);
    expect(session.getState()).toMatchObject({ save: "unsaved", refusal: "太长" });
    await vi.advanceTimersByTimeAsync(10_000);
    server.refuses = null;
    session.getState().execute(rename("二"));
    await vi.advanceTimersByTimeAsync(900);
    expect(session.getState()).toMatchObject({ save: "saved", refusal: null });
  });

  it("stores the start of an artefact that nobody has yet", async () => {
    server.live = null;
    const session = open({ start: { name: "新表单" } });
    await vi.advanceTimersByTimeAsync(100);
    expect(server.draft).toMatchObject({ version: 1, document: { name: "新表单" } });
    expect(session.getState().live).toBeNull();
  });
});

describe("two builders", () => {
  async function meet() {
    const session = open();
    server.draft = { version: 1, document: { ...LIVE, title: "phone" }, by: "zhang" };
    session.getState().execute(rename("我的"));
    await vi.advanceTimersByTimeAsync(900);
    expect(session.getState().save).toBe("conflict");
    expect(session.getState().conflict).toMatchObject({ sort: "stale" });
    return session;
  }

  it("choose mine", async () => {
    const session = await meet();
    session.getState().resolve("mine");
    await vi.advanceTimersByTimeAsync(100);
    expect(server.draft).toMatchObject({ version: 2, document: { name: "我的" } });
    expect(session.getState()).toMatchObject({ save: "saved", conflict: null });
  });

  it("choose theirs", async () => {
    const session = await meet();
    session.getState().resolve("theirs");
    expect(session.getState()).toMatchObject({
      document: { name: "工单", title: "phone" },
      canUndo: true,
      save: "saved",
    });
    session.getState().execute(rename("后来"));
    await session.getState().flush();
    expect(server.draft).toMatchObject({ version: 2, document: { name: "后来", title: "phone" } });
  });

  it("put both together where that is possible", async () => {
    const session = open();
    server.draft = { version: 1, document: { ...LIVE, title: "phone" } };
    session.getState().execute({
      label: "加",
      operations: [{ do: "add", element: "field", at: ["mail"], value: { label: "邮箱" } }],
    });
    await vi.advanceTimersByTimeAsync(900);
    expect(session.getState().conflict?.mergeable).toBe(true);
    session.getState().resolve("both");
    await vi.advanceTimersByTimeAsync(100);
    expect(server.draft?.document).toMatchObject({
      title: "phone",
      fields: { phone: { label: "电话" }, mail: { label: "邮箱" } },
    });
  });

  it("take in what another one saved while nothing is open here", () => {
    const session = open();
    server.draft = { version: 3, document: { ...LIVE, name: "别人的" } };
    session.getState().adopt(server.artefact() as Artefact);
    expect(session.getState().document.name).toBe("别人的");
    expect(session.getState().conflict).toBeNull();
  });

  it("undoing back to what is live forgets no draft that somebody else has saved", async () => {
    const session = open();
    session.getState().execute(rename("我的"));
    await session.getState().flush();
    server.draft = { version: 2, document: { ...LIVE, title: "phone" }, by: "zhang" };
    session.getState().undo();
    expect(await session.getState().flush()).toBe(false);
    expect(server.draft).toMatchObject({ version: 2, document: { title: "phone" } });
    expect(session.getState()).toMatchObject({ save: "conflict", conflict: { sort: "stale" } });
    session.getState().resolve("mine");
    await vi.advanceTimersByTimeAsync(REST);
    expect(server.draft).toBeNull();
    expect(session.getState()).toMatchObject({ save: "saved", document: LIVE });
  });

  it.each([["before"], ["after"]])(
    "what went live meanwhile is not taken back, told of it %s saving",
    async (told) => {
      const session = open();
      server.publish({ ...LIVE, title: "phone" });
      session.getState().execute(rename("我的"));
      if (told === "before") session.getState().adopt(server.artefact() as Artefact);
      await vi.advanceTimersByTimeAsync(REST);
      expect(server.draft).toBeNull();
      expect(session.getState()).toMatchObject({ save: "conflict", conflict: { sort: "stale" } });
      session.getState().resolve("both");
      await vi.advanceTimersByTimeAsync(REST);
      expect(server.draft).toMatchObject({ document: { name: "我的", title: "phone" } });
    },
  );

  it("what was not saved yet when somebody else published another draft is not laid over it", async () => {
    const session = open();
    session.getState().execute(rename("我的"));
    await session.getState().flush();
    server.draft = { version: 2, document: { ...LIVE, title: "phone" }, by: "zhang" };
    server.publish();
    session.getState().execute(rename("又改"));
    session.getState().adopt(server.artefact() as Artefact);
    await vi.advanceTimersByTimeAsync(REST);
    expect(session.getState().conflict?.sort).toBe("stale");
    expect(server.draft).toBeNull();
  });

  it("what was not saved yet when one's own draft went live goes on from there", async () => {
    const session = open();
    session.getState().execute(rename("我的"));
    await session.getState().flush();
    server.publish();
    session.getState().execute(rename("又改"));
    session.getState().adopt(server.artefact() as Artefact);
    await vi.advanceTimersByTimeAsync(REST);
    expect(session.getState()).toMatchObject({ save: "saved", conflict: null });
    expect(server.draft).toMatchObject({ base: 2, document: { name: "又改" } });
  });

  it("what was kept when the page closed is not laid over what somebody published meanwhile", async () => {
    const session = open();
    server.reachable = false;
    session.getState().execute(rename("没来得及"));
    await vi.advanceTimersByTimeAsync(REST);
    server.reachable = true;
    server.publish({ ...LIVE, name: "别人发布的" });
    const later = open();
    await vi.advanceTimersByTimeAsync(REST);
    expect(server.writes).toEqual([]);
    expect(later.getState()).toMatchObject({
      document: { name: "没来得及" },
      conflict: { sort: "stale", theirs: { live: { document: { name: "别人发布的" } } } },
    });
  });

  it("undoing back to what was live meets the draft that somebody has just published", async () => {
    const session = open();
    session.getState().execute(rename("一"));
    await session.getState().flush();
    server.publish();
    session.getState().undo();
    expect(await session.getState().flush()).toBe(false);
    expect(session.getState()).toMatchObject({ save: "conflict", conflict: { sort: "stale" } });
    session.getState().resolve("mine");
    expect(await session.getState().flush()).toBe(true);
    expect(server.draft).toMatchObject({ base: 2, document: LIVE });
  });

  it("undoing back to what is live is saved where somebody has thrown the draft away", async () => {
    const session = open();
    session.getState().execute(rename("一"));
    await session.getState().flush();
    server.draft = null;
    session.getState().undo();
    expect(await session.getState().flush()).toBe(true);
    expect(session.getState()).toMatchObject({ save: "saved", conflict: null });
  });

  it("a draft of the same number that follows another publication is somebody else's", async () => {
    const session = open();
    session.getState().execute(rename("我的"));
    await session.getState().flush();
    server.publish();
    server.draft = { version: 1, document: { ...LIVE, title: "phone" }, by: "zhang" };
    session.getState().execute(rename("又改"));
    await vi.advanceTimersByTimeAsync(REST);
    expect(server.draft).toMatchObject({ version: 1, document: { title: "phone" } });
    expect(session.getState().conflict?.sort).toBe("stale");
  });

  it("take what is live instead of a draft that fell behind, also when the server is away for a while", async () => {
    server.draft = { version: 1, document: { ...LIVE, name: "旧稿" }, base: 1 };
    server.live = { version: 2, document: { ...LIVE, title: "phone" } };
    const session = open();
    expect(session.getState().conflict?.sort).toBe("behind");
    server.reachable = false;
    session.getState().resolve("theirs", "选择版本");
    await vi.advanceTimersByTimeAsync(REST);
    expect(session.getState()).toMatchObject({ save: "offline", document: { title: "phone" } });
    server.reachable = true;
    await vi.advanceTimersByTimeAsync(4_000);
    expect(server.draft).toBeNull();
    expect(session.getState().save).toBe("saved");
    session.getState().undo();
    await vi.advanceTimersByTimeAsync(REST);
    expect(server.draft).toMatchObject({ document: { name: "旧稿" }, base: 2 });
  });

  it("go on after a publication without losing the history", async () => {
    const session = open();
    session.getState().execute(rename("一"));
    await session.getState().flush();
    server.live = { version: 2, document: server.draft?.document as Document };
    server.draft = null;
    session.getState().adopt(server.artefact() as Artefact);
    expect(session.getState()).toMatchObject({ liveVersion: 2, canUndo: true });
    session.getState().undo();
    await session.getState().flush();
    expect(server.draft).toMatchObject({ version: 1, document: { name: "工单" } });
  });
});

describe("acts", () => {
  it("of typing are one, until something else is selected", () => {
    const session = open();
    const { execute, undo, select } = session.getState();
    execute(rename("a", "name"));
    execute(rename("ab", "name"));
    select(["fields", "phone"]);
    execute(rename("abc", "name"));
    undo();
    expect(session.getState().document.name).toBe("ab");
    undo();
    expect(session.getState().document).toEqual(LIVE);
    expect(session.getState().canUndo).toBe(false);
  });

  it("that do not fit change nothing", () => {
    const session = open();
    const before = session.getState().document;
    const done = session.getState().execute({
      label: "x",
      operations: [
        { do: "change", element: "document", values: { name: "halb" } },
        { do: "remove", element: "field", at: ["nothing"] },
      ],
    });
    expect(done).toBe(false);
    expect(session.getState().document).toBe(before);
  });

  it("restore the selection they found", () => {
    const session = open();
    const { execute, undo, redo, select } = session.getState();
    select(["fields", "phone"]);
    execute({
      label: "删",
      operations: [{ do: "remove", element: "field", at: ["phone"] }],
    });
    expect(session.getState().selection).toEqual([]);
    undo();
    expect(session.getState().selection).toEqual([["fields", "phone"]]);
    redo();
    expect(session.getState().selection).toEqual([]);
  });

  it("know which keys were published", () => {
    const { isUsed } = open().getState();
    expect(isUsed("field", ["phone"])).toBe(true);
    expect(isUsed("field", ["mail"])).toBe(false);
  });

  it("of a jump select the element and name the setting", () => {
    const session = open();
    session.getState().jump(["fields", "phone", "fill", "from"]);
    expect(session.getState().selection).toEqual([["fields", "phone"]]);
    expect(session.getState().focus?.path).toEqual(["fields", "phone", "fill", "from"]);
  });
});
