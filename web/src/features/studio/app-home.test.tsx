import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeAll, expect, it } from "vitest";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";

const ANSWERS: Record<string, object> = {
  "/apps/desk/definitions": { app: "desk", name: "Desk", parts: [] },
  "/studio/catalogue": { fields: [], nodes: [], actions: [], triggers: [], charts: [] },
  "/apps/desk/changes": { version: 1, changes: [], problems: [], conflicts: [] },
  "/apps/desk/overview": { version: 0, published_at: null, facts: {} },
  "/apps/desk/samples": { state: "none", done: 0, total: 0, error: null, message: null, roles: [] },
};
const unread = () => Response.json({ status: 500, title: "No" }, { status: 500 });
const asked: string[] = [];
/** What the list of going live is answered once it is asked for again. */
let second: (answer: Response) => void = () => {};

beforeAll(async () => {
  await inEnglish(async (request) => {
    const path = new URL(request.url).pathname.replace("/api/v1", "");
    asked.push(path);
    if (path !== "/apps/desk/checklist") return Response.json(ANSWERS[path] ?? { items: [] });
    if (asked.filter((each) => each === path).length === 1) return unread();
    return new Promise((answer) => {
      second = answer;
    });
  });
  await import("./app-home");
}, 60_000);
afterEach(cleanup);

it("stays while a part of it that could not be read is asked for once more", async () => {
  const { AppHome } = await import("./app-home");
  render(
    <QueryClientProvider client={deskOf({ id: "me", admin: true })}>
      <MemoryRouter initialEntries={["/studio/desk"]}>
        <App>
          <Routes>
            <Route path="/studio/:app" element={<AppHome />} />
          </Routes>
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
  const lists = () => asked.filter((each) => each.endsWith("/checklist")).length;
  await waitFor(() => expect(lists()).toBe(2), { timeout: 20_000 });
  await screen.findByRole("heading", { level: 1 });
  second(unread());
  await waitFor(() => expect(document.querySelector(".try-card[aria-busy=true]")).not.toBeNull());
  screen.getByRole("heading", { level: 1 });
  expect(lists()).toBe(2);
}, 60_000);
