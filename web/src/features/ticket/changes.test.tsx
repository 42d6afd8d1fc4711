import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import type { Activity } from "../../api/types";

type Updated = Extract<Activity, { type: "updated" }>;

const WERE = `${"Offline at night.\n".repeat(1_000)}The old end.`;
const ARE = `${"Offline at noon.\n".repeat(1_000)}The new end.`;
const PLACE = { form: "service_desk.ticket", id: "r" };
const cut = (text: string) => `${text.slice(0, 1_999)}…`;
let asked: string[] = [];
let down = false;

const entry = (from: string, to: string, more: object = {}): Updated =>
  ({
    id: "7",
    at: "2026-11-30T01:00:00Z",
    type: "updated",
    actor: { kind: "person", id: "p", name: "Li Na" },
    data: {
      changes: [
        {
          field: "solution",
          label: "Solution",
          from: cut(from),
          to: cut(to),
          from_length: from.length,
          to_length: to.length,
        },
      ],
      by_flow: false,
      rule: null,
      ...more,
    },
  }) as Updated;

beforeAll(async () => {
  await inEnglish(async (request) => {
    asked.push(new URL(request.url).pathname);
    if (down) throw new TypeError("network");
    const whole = entry(WERE, ARE);
    const [change] = whole.data.changes;
    return Response.json({
      ...whole,
      data: {
        ...whole.data,
        changes: [{ ...change, from: WERE, to: ARE, from_length: null, to_length: null }],
      },
    });
  });
});
beforeEach(() => {
  asked = [];
  down = false;
});
afterEach(cleanup);

async function show(shown: Updated) {
  const { StreamEvent } = await import("./stream-items");
  return render(
    <App>
      <QueryClientProvider client={new QueryClient()}>
        <StreamEvent entry={shown} place={PLACE} name="Li Na" />
      </QueryClientProvider>
    </App>,
  ).container;
}

const buttons = () => screen.getAllByRole("button", { name: /^Show all/ });

it("reads the whole of a long text when somebody wants it, and once", async () => {
  const page = await show(entry(WERE, ARE));
  expect(page.textContent).not.toContain("The new end.");
  const [old, now] = buttons();
  expect(old?.textContent).toBe("Show all 18,012 characters");
  fireEvent.click(now as HTMLElement);
  await waitFor(() => expect(page.textContent).toContain("The new end."));
  expect(page.textContent).not.toContain("The old end.");
  expect(asked).toEqual(["/api/v1/forms/service_desk.ticket/records/r/activity/7"]);
  fireEvent.click(screen.getByRole("button", { name: "Show less" }));
  expect(page.textContent).not.toContain("The new end.");
  fireEvent.click(buttons()[1] as HTMLElement);
  expect(page.textContent).toContain("The new end.");
  expect(asked).toHaveLength(1);
});

it("strikes through what a value was, and not the button for all of it", async () => {
  const page = await show(entry(WERE, ARE));
  expect(page.querySelector("s")?.textContent).toContain("Offline at night.");
  for (const button of buttons()) expect(button.closest("s, b")).toBeNull();
});

it("stays folded without a network, and says so", async () => {
  down = true;
  const page = await show(entry(WERE, ARE));
  fireEvent.click(buttons()[1] as HTMLElement);
  await waitFor(() => expect(document.body.textContent).toContain("The server cannot be reached"));
  expect(page.querySelectorAll('[aria-expanded="true"]')).toHaveLength(0);
});

it("folds a long text that a step of the flow wrote", async () => {
  const page = await show(entry(WERE, ARE, { by_flow: true, rule: "Answers" }));
  expect(page.textContent).toContain("Rule: Answers");
  expect(buttons()).toHaveLength(2);
});

it("says short ones in one line", async () => {
  const shown = entry("", "", { by_flow: true });
  shown.data.changes = [{ field: "status", label: "Status", from: "New", to: "Solved" }];
  const page = await show(shown);
  expect(page.textContent).toContain("Status → Solved");
  expect(page.querySelector(".changes")).toBeNull();
});
