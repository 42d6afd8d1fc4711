// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { DraftServer } from "../../tests/draft-server";
import { forgetWork, holdWork, saveOpenWork } from "./open-work";
import { openSession, type SessionStore } from "./store";
import { wireOf } from "./wire";

const PLACE = { app: "desk", kind: "form", name: "ticket" };

let server: DraftServer;
/** Who is signed in. */
let here: string;

function open(person: string): SessionStore {
  const session = openSession({
    ...PLACE,
    sorts: [],
    wire: wireOf(server, () => here === person),
    artefact: server.artefact(),
    storage: window.localStorage,
    person,
  });
  holdWork(person, PLACE, session);
  return session;
}

const rename = (session: SessionStore, to: string) =>
  session.getState().execute({
    label: to,
    operations: [{ do: "change", element: "document", values: { name: to } }],
  });

beforeEach(() => {
  vi.useFakeTimers();
  window.localStorage.clear();
  server = new DraftServer();
  here = "li";
});
afterEach(() => {
  forgetWork(PLACE);
  vi.useRealTimers();
});

it("what one has left to save is saved, and said where it cannot be", async () => {
  const session = open("li");
  rename(session, "李");
  expect(await saveOpenWork("li", "desk")).toEqual([]);
  expect(server.draft?.document.name).toBe("李");
  server.refuses = "no";
  rename(session, "李二");
  const [left] = await saveOpenWork("li", "desk");
  expect(left?.document.name).toBe("李二");
});

it("nobody waits for, or saves, the work of whoever used this tab before", async () => {
  const before = open("li");
  server.reachable = false;
  rename(before, "李");
  expect(await saveOpenWork("li", "desk")).toHaveLength(1);
  server.reachable = true;
  here = "wang";
  open("wang");
  expect(await saveOpenWork("wang", "desk")).toEqual([]);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(server.writes).toEqual([]);
  expect(before.getState()).toMatchObject({ save: "signed_out", kept: true });

  // Back again, it goes on by itself.
  here = "li";
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.draft?.document.name).toBe("李");
});
