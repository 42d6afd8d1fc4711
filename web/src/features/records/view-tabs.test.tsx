import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { App, ConfigProvider } from "antd";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";
import type { Form } from "../../api/types";
import type { ListState } from "./list-state";

const FORM = { key: "desk.ticket", name: "Tickets", case: true, can: [], fields: [], layout: [] };
const STATE = { filters: [], sort: "-created_at", columns: [] } as unknown as ListState;

let away = false;
/** What a save waits for before it is answered. */
let held: Promise<void> | null = null;
const asked: string[] = [];
const keys = new Set<string | null>();

beforeAll(async () => {
  await inEnglish(async (request) => {
    const path = new URL(request.url).pathname.replace("/api/v1", "");
    if (request.method !== "POST") return Response.json({});
    asked.push(path);
    keys.add(request.headers.get("Idempotency-Key"));
    if (away) return Response.error();
    await held;
    return Response.json({ id: "v1", name: "Mine", query: {}, look: {}, roles: [] });
  });
  await import("./view-tabs");
}, 60_000);
beforeEach(() => {
  asked.splice(0);
  keys.clear();
});
afterEach(cleanup);

async function open() {
  const { ViewTabs } = await import("./view-tabs");
  const choose = vi.fn();
  render(
    <QueryClientProvider client={deskOf({ id: "me" })}>
      <ConfigProvider theme={{ token: { motion: false } }}>
        <App>
          <ViewTabs
            form={FORM as unknown as Form}
            builtIn={[]}
            saved={[]}
            sharing={{ may: false, roles: [] }}
            chosen=""
            state={STATE}
            base={STATE}
            onChoose={choose}
          />
        </App>
      </ConfigProvider>
    </QueryClientProvider>,
  );
  fireEvent.click(screen.getByRole("button", { name: "Save as a new view" }));
  const dialog = await screen.findByRole("dialog");
  const name = within(dialog).getByRole("textbox");
  fireEvent.change(name, { target: { value: "Mine" } });
  return { choose, name };
}

it("closes the dialog also where a view is saved at the second try only", async () => {
  away = true;
  const { choose, name } = await open();
  fireEvent.submit(name.closest("form") as HTMLFormElement);
  const again = await screen.findByRole("button", { name: "Try again" });
  expect(choose).not.toHaveBeenCalled();
  away = false;
  fireEvent.click(again);
  await waitFor(() => expect(choose).toHaveBeenCalledWith("v1"));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(asked).toHaveLength(2);
});

it("saves once, however often Enter is pressed", async () => {
  away = false;
  const { choose, name } = await open();
  const form = name.closest("form") as HTMLFormElement;
  let answer: () => void = () => undefined;
  held = new Promise((resolve) => (answer = resolve));
  fireEvent.submit(form);
  await waitFor(() => expect(asked).toHaveLength(1));
  fireEvent.submit(form);
  answer();
  await waitFor(() => expect(choose).toHaveBeenCalled());
  expect(asked).toHaveLength(1);
});

it("makes one view of what one sends again, by the message or the dialog, also under another name", async () => {
  away = true;
  held = null;
  const { choose, name } = await open();
  const form = name.closest("form") as HTMLFormElement;
  fireEvent.submit(form);
  fireEvent.click(await screen.findByRole("button", { name: "Try again" }));
  await waitFor(() => expect(asked).toHaveLength(2));
  await screen.findByRole("button", { name: "Try again" });
  away = false;
  fireEvent.change(name, { target: { value: "Ours" } });
  fireEvent.submit(form);
  await waitFor(() => expect(choose).toHaveBeenCalledWith("v1"));
  expect(asked).toHaveLength(3);
  expect(keys.size).toBe(1);
  expect([...keys][0]).toBeTruthy();
});

it("offers no more to try again what was saved by the dialog itself", async () => {
  away = true;
  const { choose, name } = await open();
  const form = name.closest("form") as HTMLFormElement;
  fireEvent.submit(form);
  await screen.findByRole("button", { name: "Try again" });
  away = false;
  fireEvent.submit(form);
  await waitFor(() => expect(choose).toHaveBeenCalledWith("v1"));
  await waitFor(() => expect(screen.queryByRole("button", { name: "Try again" })).toBeNull());
});
