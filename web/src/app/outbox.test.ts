// @vitest-environment jsdom
import { QueryClient } from "@tanstack/react-query";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { standInForServer } from "../../tests/browser";

type Outbox = typeof import("./outbox");
let post: Outbox["post"];
let startOutbox: Outbox["startOutbox"];
let useOutbox: Outbox["useOutbox"];
let answering: (request: Request) => Promise<Response> = () => Promise.reject(new TypeError());

beforeAll(async () => {
  standInForServer((request) => answering(request));
  ({ post, startOutbox, useOutbox } = await import("./outbox"));
});

const queries = new QueryClient();
const item = {
  key: "k1",
  person: "wang",
  form: "desk.ticket",
  record: "r1",
  text: "已发货",
  visibility: "public" as const,
  mentions: {},
};

/** The server of this test: answers in turn, "gone" means that nobody answers. */
function server(...answers: (number | "gone")[]) {
  const keys: (string | null)[] = [];
  answering = (request) => {
    keys.push(request.headers.get("Idempotency-Key"));
    const answer = answers.shift() ?? 201;
    if (answer === "gone") return Promise.reject(new TypeError("Failed to fetch"));
    const body = answer < 300 ? { id: "1" } : { detail: "不允许回复" };
    return Promise.resolve(Response.json(body, { status: answer }));
  };
  return keys;
}

const state = () => useOutbox.getState().items.map(({ state: each, why }) => why ?? each);

beforeEach(() => useOutbox.setState({ items: [] }));

describe("what is written", () => {
  it("is sent and then no longer kept", async () => {
    const keys = server(201);
    post(item, queries);
    expect(state()).toEqual(["sending"]);
    await vi.waitFor(() => expect(state()).toEqual([]));
    expect(keys).toEqual(["k1"]);
  });

  it("waits for the network, survives a reload, and goes under the same key", async () => {
    const keys = server("gone", 201);
    post(item, queries);
    await vi.waitFor(() => expect(state()).toEqual(["waiting"]));
    expect(localStorage.getItem("helpwright.outbox")).toContain("已发货");
    const stop = startOutbox("wang", queries);
    await vi.waitFor(() => expect(state()).toEqual([]));
    stop();
    expect(keys).toEqual(["k1", "k1"]);
  });

  it("is not sent by somebody else on this device", async () => {
    const keys = server("gone");
    post(item, queries);
    await vi.waitFor(() => expect(state()).toEqual(["waiting"]));
    const stop = startOutbox("li", queries);
    await new Promise((resolve) => setTimeout(resolve));
    stop();
    expect([keys.length, state()]).toEqual([1, ["waiting"]]);
  });

  it("says why the server refused it, and stays to be changed", async () => {
    server(403);
    post(item, queries);
    await vi.waitFor(() => expect(state()).toEqual(["不允许回复"]));
  });
});
