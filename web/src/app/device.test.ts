// @vitest-environment jsdom
import { afterEach, expect, it, vi } from "vitest";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.resetModules();
  localStorage.clear();
});

/** Outside a browser a request needs its whole address. */
class Whole extends Request {
  constructor(input: RequestInfo | URL, init?: RequestInit) {
    super(typeof input === "string" ? new URL(input, "http://desk.example.com") : input, init);
  }
}

/** As where cookies are blocked: even asking for the storage throws. */
function block() {
  vi.spyOn(window, "localStorage", "get").mockImplementation(() => {
    throw new DOMException("denied", "SecurityError");
  });
}

function fill() {
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
}

it.each([
  ["blocked", block],
  ["full", fill],
])("a reply leaves although the device's storage is %s", async (_, harm) => {
  harm();
  const fetched = vi.fn(async () => Response.json({ id: "1" }, { status: 201 }));
  vi.stubGlobal("Request", Whole);
  vi.stubGlobal("fetch", fetched);
  const { QueryClient } = await import("@tanstack/react-query");
  const { post, useOutbox } = await import("./outbox");
  const item = { key: "k", person: "p", form: "f", record: "r", text: "在的", mentions: {} };
  post({ ...item, visibility: "public" }, new QueryClient());
  expect(useOutbox.getState().items).toHaveLength(1);
  await vi.waitFor(() => expect(useOutbox.getState().items).toHaveLength(0));
  expect(fetched).toHaveBeenCalledTimes(1);
});

it.each([
  ["blocked", block],
  ["full", fill],
])("language and theme are changed for the page although storage is %s", async (_, harm) => {
  harm();
  const { followOrganization, usePreferences } = await import("./preferences");
  followOrganization("zh-CN");
  usePreferences.getState().setLanguage("en");
  expect(usePreferences.getState().language).toBe("en");
  const { forgetProgress } = await import("../features/welcome/answers");
  expect(forgetProgress).not.toThrow();
});
