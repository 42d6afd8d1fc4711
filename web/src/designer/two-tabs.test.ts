// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DraftServer } from "../../tests/draft-server";
import { backupOf } from "./backup";
import { openSession, type SessionOptions, type SessionStore } from "./store";

const REST = 900;

let server: DraftServer;

function open(page: string, more: Partial<SessionOptions> = {}): SessionStore {
  return openSession({
    app: "desk",
    kind: "form",
    name: "ticket",
    sorts: [],
    wire: server,
    artefact: server.artefact(),
    storage: window.localStorage,
    person: "wang",
    page,
    ...more,
  });
}

function name(session: SessionStore, to: string) {
  session.getState().execute({
    label: to,
    operations: [{ do: "change", element: "document", values: { name: to } }],
  });
  return vi.advanceTimersByTimeAsync(REST);
}

beforeEach(() => {
  vi.useFakeTimers();
  window.localStorage.clear();
  server = new DraftServer();
});
afterEach(() => vi.useRealTimers());

describe("one draft in two tabs", () => {
  it("what the second one could not save outlives the first one's saving, and its own reload", async () => {
    const first = open("1");
    const second = open("2");
    await name(first, "第一页");
    await name(second, "第二页");
    expect(second.getState().save).toBe("conflict");
    await name(first, "第一页又改");
    expect(first.getState().save).toBe("saved");

    const reloaded = open("3");
    expect(reloaded.getState()).toMatchObject({
      document: { name: "第二页" },
      conflict: { sort: "stale" },
    });
    expect(server.draft?.document.name).toBe("第一页又改");
    reloaded.getState().resolve("mine");
    await vi.advanceTimersByTimeAsync(REST);
    expect(server.draft?.document.name).toBe("第二页");
    expect(window.localStorage.length).toBe(0);
  });

  it("both offline: each keeps its own, and none is lost when both are closed", async () => {
    const first = open("1");
    const second = open("2");
    server.reachable = false;
    await name(first, "第一页");
    await name(second, "第二页");
    expect(window.localStorage.length).toBe(2);
    server.reachable = true;

    const third = open("3");
    await vi.advanceTimersByTimeAsync(REST);
    expect(server.draft?.document.name).toBe("第二页");
    expect(third.getState().save).toBe("saved");
    expect(open("4").getState()).toMatchObject({
      document: { name: "第一页" },
      conflict: { sort: "stale" },
    });
  });

  it.each(["mine", "theirs"] as const)(
    "having chosen %s, the other one comes back with undo",
    async (choice) => {
      const session = open("1");
      server.draft = { version: 1, document: { name: "对方" }, by: "zhang" };
      await name(session, "我的");
      session.getState().resolve(choice, "选择版本");
      await vi.advanceTimersByTimeAsync(REST);
      expect(server.draft.document.name).toBe(choice === "mine" ? "我的" : "对方");
      session.getState().undo();
      await vi.advanceTimersByTimeAsync(REST);
      expect(server.draft.document.name).toBe(choice === "mine" ? "对方" : "我的");
      expect(session.getState().save).toBe("saved");
    },
  );

  it("another person on this device sees nothing of what was kept", async () => {
    const session = open("1");
    server.reachable = false;
    await name(session, "我的");
    expect(open("2", { person: "zhang" }).getState()).toMatchObject({
      recovered: false,
      document: { name: "工单" },
    });
  });
});

describe("a save whose answer was lost", () => {
  it("is no conflict with oneself", async () => {
    const session = open("1");
    server.losesAnswers = true;
    await name(session, "一");
    expect(session.getState().save).toBe("offline");
    server.losesAnswers = false;
    session.getState().execute({
      label: "二",
      operations: [{ do: "change", element: "document", values: { name: "二" } }],
    });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(session.getState()).toMatchObject({ save: "saved", conflict: null });
    expect(server.draft?.document.name).toBe("二");
  });

  it("the last word of a closed page is nobody's conflict later on", async () => {
    const session = open("1");
    const leave = session.attend();
    session.getState().execute({
      label: "再见",
      operations: [{ do: "change", element: "document", values: { name: "再见" } }],
    });
    window.dispatchEvent(new Event("pagehide"));
    leave();
    server.draft = { version: 1, document: server.farewells[0]?.document ?? {} };
    open("2");
    server.draft = { version: 2, document: { name: "同事" }, by: "zhang" };
    expect(open("3").getState()).toMatchObject({ conflict: null, document: { name: "同事" } });
  });
});

describe("a session that ended", () => {
  it("is told, the work stays here, and is saved after signing in", async () => {
    const onSignedOut = vi.fn();
    const session = open("1", { onSignedOut });
    server.signedOut = true;
    await name(session, "写了一半");
    expect(session.getState().save).toBe("signed_out");
    expect(onSignedOut).toHaveBeenCalled();
    expect(window.localStorage.length).toBe(1);
    server.signedOut = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(session.getState().save).toBe("saved");
    expect(server.draft?.document.name).toBe("写了一半");
  });
});

describe("a device that keeps nothing", () => {
  const full = {
    length: 0,
    key: () => null,
    getItem: () => null,
    removeItem: () => undefined,
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
  } as unknown as Storage;

  it("says so while the server is out of reach, and saves all the same when it is back", async () => {
    const session = open("1", { storage: full });
    server.reachable = false;
    await name(session, "没处放");
    expect(session.getState()).toMatchObject({ save: "offline", kept: false });
    server.reachable = true;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(session.getState()).toMatchObject({ save: "saved", kept: true });
  });

  it("an unreadable note of earlier costs nothing", () => {
    window.localStorage.setItem("helpwright.draft.wang.desk.form.ticket#1", "{");
    expect(backupOf(window.localStorage, "wang.desk.form.ticket", "2").read()).toBeNull();
    expect(open("2").getState().recovered).toBe(false);
  });
});

describe("an artefact that a colleague removed meanwhile", () => {
  beforeEach(() => {
    server.live = null;
    server.draft = { version: 1, document: { name: "新表单" }, by: "wang" };
  });

  it("leaves a choice, and mine brings it back", async () => {
    const session = open("1");
    server.draft = null;
    await name(session, "我的");
    expect(session.getState()).toMatchObject({ save: "conflict", conflict: { sort: "gone" } });
    session.getState().resolve("mine", "选择版本");
    await vi.advanceTimersByTimeAsync(REST);
    expect(server.draft).toMatchObject({ document: { name: "我的" } });
    expect(session.getState()).toMatchObject({ save: "saved", conflict: null });
    expect(window.localStorage.length).toBe(0);
  });

  it("stays removed where one leaves it so, and nothing is kept or sent", async () => {
    const session = open("1");
    server.draft = null;
    await name(session, "我的");
    session.getState().resolve("theirs", "选择版本");
    await vi.advanceTimersByTimeAsync(REST);
    expect(server.draft).toBeNull();
    expect(session.getState()).toMatchObject({ save: "saved", conflict: null });
    expect(window.localStorage.length).toBe(0);
  });

  it("is no removal while the server cannot be asked", async () => {
    const session = open("1");
    server.draft = { version: 5, document: { name: "对方" }, by: "zhang" };
    vi.spyOn(server, "read").mockRejectedValue(new Error("away"));
    await name(session, "我的");
    expect(session.getState()).toMatchObject({ save: "conflict", conflict: null });
  });
});
