import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { App } from "antd";
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

beforeAll(async () => {
  await inEnglish(async (request) => {
    const path = new URL(request.url).pathname.replace("/api/v1", "");
    if (request.method !== "POST") return Response.json({});
    asked.push(path);
    if (away) return Response.error();
    await held;
    return Response.json({ id: "v1", name: "Mine", query: {}, look: {}, roles: [] });
  });
  await import("./view-tabs");
}, 60_000);
beforeEach(() => void asked.splice(0));
afterEach(cleanup);

async function open() {
  const { ViewTabs } = await import("./view-tabs");
  const choose = vi.fn();
  render(
    <QueryClientProvider client={deskOf({ id: "me" })}>
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
