import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Portal } from "./app";
import type { Progress } from "./model";

const PROGRESS: Progress = {
  number: "GD1",
  company: "Artisan",
  form: "Service ticket",
  submitted_at: "2026-11-30T01:00:00Z",
  state: "working",
  status: null,
  resolution_due: null,
  confirm_until: null,
  verbs: ["reply", "reject", "confirm", "rate"],
  rating: { scale: "csat", question: "How satisfied are you?", answer: null },
  form_url: null,
  steps: [],
  submitted: [],
  shown: [],
  language: "en",
  timeline: [],
} as unknown as Progress;

type Answer = () => Promise<Response>;
let reads: Answer[] = [];
let sent: { verb: string; body: Record<string, unknown> }[] = [];
let acted: Progress = PROGRESS;
let down = false;
/** What an act waits for before it is answered. */
let held: Promise<void> | null = null;

async function answer(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  if (init?.method !== "POST") return (reads.shift() ?? (async () => Response.json(acted)))();
  const path = new URL(String(input), "http://shop.example.com").pathname;
  const body = JSON.parse(String(init.body)) as Record<string, unknown>;
  sent.push({ verb: path.split("/").at(-1) ?? "", body });
  if (down) throw new TypeError("network");
  const told = Response.json(acted);
  await held;
  return told;
}

beforeEach(() => {
  reads = [];
  sent = [];
  acted = PROGRESS;
  down = false;
  held = null;
  vi.stubGlobal("fetch", answer);
  vi.stubGlobal(
    "WebSocket",
    class {
      close() {}
    },
  );
  window.localStorage.clear();
  window.sessionStorage.clear();
  window.localStorage.setItem("helpwright.language", "en");
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const opened = async (token = "t1") => {
  cleanup();
  render(<Portal path={`/p/${token}`} />);
  await screen.findByRole("heading", { level: 1 });
};
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole("button", { name }));
const words = () => screen.getByRole<HTMLTextAreaElement>("textbox");
const write = (value: string) => fireEvent.change(words(), { target: { value } });

describe("what is written on a progress page", () => {
  it("is there after the page was loaded anew, on this ticket alone, and gone when it was sent", async () => {
    await opened();
    press("Add details");
    write("Still down since noon");
    await opened("t2");
    press("Add details");
    expect(words().value).toBe("");
    await opened();
    press("Add details");
    expect(words().value).toBe("Still down since noon");
    expect(JSON.stringify({ ...window.localStorage })).not.toContain("noon");
    press("Send");
    await waitFor(() => expect(screen.queryByRole("textbox")).toBeNull());
    expect(JSON.stringify({ ...window.sessionStorage })).not.toContain("noon");
    await opened();
    press("Add details");
    expect(words().value).toBe("");
  });

  it("is the same reply when its answer was lost and the page was loaded anew", async () => {
    await opened();
    press("Add details");
    write("Still down");
    down = true;
    press("Send");
    await waitFor(() => expect(sent).toHaveLength(1));
    down = false;
    await opened();
    press("Add details");
    press("Send");
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]?.body).toEqual(sent[0]?.body);
  });

  it("keeps a rating that was begun, closed or loaded anew, beside the words of a reply", async () => {
    await opened();
    press("Add details");
    write("One more thing");
    press("Cancel");
    press("Rate the service");
    fireEvent.click(screen.getByRole("radio", { name: "Good" }));
    write("Thanks");
    press("Cancel");
    press("Rate the service");
    expect(words().value).toBe("Thanks");
    await opened();
    press("Rate the service");
    expect(screen.getByRole<HTMLInputElement>("radio", { name: "Good" }).checked).toBe(true);
    press("Send rating");
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toEqual({ score: 4, tags: [], comment: "Thanks" });
    await waitFor(() => expect(screen.queryByRole("radio")).toBeNull());
    press("Add details");
    expect(words().value).toBe("One more thing");
  });
});

it("stays open by the Escape that calls off a word in Chinese", async () => {
  await opened();
  press("Add details");
  fireEvent.keyDown(words(), { key: "Escape", isComposing: true });
  expect(words()).toBeTruthy();
  fireEvent.keyDown(words(), { key: "Escape" });
  expect(screen.queryByRole("textbox")).toBeNull();
});

it("what was read before an act does not take its place, and what is newer is asked for", async () => {
  await opened();
  let late: (response: Response) => void = () => undefined;
  reads = [() => new Promise((resolve) => (late = resolve))];
  press("Refresh progress");
  acted = { ...PROGRESS, number: "GD1-acted" };
  press("Add details");
  write("Hello");
  press("Send");
  await screen.findByText(/GD1-acted/);
  const seen: string[] = [];
  const watch = new MutationObserver(() => seen.push(document.body.textContent ?? ""));
  watch.observe(document.body, { subtree: true, childList: true, characterData: true });
  acted = { ...PROGRESS, number: "GD1-newest" };
  late(Response.json({ ...PROGRESS, number: "GD1-older" }));
  await screen.findByText(/GD1-newest/);
  watch.disconnect();
  expect(seen.filter((text) => text.includes("GD1-older"))).toEqual([]);
});

describe("while an act is on its way", () => {
  let answered: () => void = () => undefined;
  const sending = async () => {
    await opened();
    press("Add details");
    write("Still down");
    held = new Promise((resolve) => (answered = resolve));
    acted = { ...PROGRESS, number: "GD1-acted" };
    press("Send");
    await waitFor(() => expect(sent).toHaveLength(1));
  };

  it("its answer does not take the place of what was read since", async () => {
    await sending();
    acted = { ...PROGRESS, number: "GD1-newer" };
    press("Refresh progress");
    await screen.findByText(/GD1-newer/);
    const seen: string[] = [];
    const watch = new MutationObserver(() => seen.push(document.body.textContent ?? ""));
    watch.observe(document.body, { subtree: true, childList: true, characterData: true });
    answered();
    await waitFor(() => expect(screen.queryByRole("textbox")).toBeNull());
    watch.disconnect();
    screen.getByText(/GD1-newer/);
    expect(seen.filter((text) => text.includes("GD1-acted"))).toEqual([]);
  });

  it("its answer stands where what is newer cannot be read", async () => {
    await sending();
    press("Refresh progress");
    await screen.findByText("This is the latest progress");
    reads = [() => Promise.reject(new TypeError("network"))];
    answered();
    await waitFor(() => expect(screen.queryByRole("textbox")).toBeNull());
    screen.getByText(/GD1-acted/);
  });

  it("what is sent cannot be written on, so that nothing written is lost", async () => {
    await sending();
    expect(words().readOnly).toBe(true);
    answered();
    await waitFor(() => expect(screen.queryByRole("textbox")).toBeNull());
    press("Add details");
    expect(words().readOnly).toBe(false);
    expect(words().value).toBe("");
  });
});
