import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { inEnglish } from "../../../tests/in-english";

const asked: string[] = [];
const UNSENT = "helpwright.draft.p1.r1";

beforeAll(async () => {
  await inEnglish((request: Request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname}`);
    const answers: Record<string, object> = {
      "DELETE /api/v1/trial": { csrf_token: "t" },
      "GET /api/v1/session": { person: { id: "own" } },
    };
    const answer = answers[asked.at(-1) ?? ""];
    return Promise.resolve(answer ? Response.json(answer) : new Response(null, { status: 204 }));
  });
  await import("./sign-out");
}, 60_000);

beforeEach(() => {
  asked.length = 0;
  localStorage.clear();
  localStorage.setItem("helpwright.draft.p2.r1", "{}");
});

afterEach(cleanup);

async function press(trial: object | null = null) {
  const { useSignOut } = await import("./sign-out");
  function Out() {
    const signOut = useSignOut("p1");
    return (
      <button type="button" onClick={signOut}>
        Out
      </button>
    );
  }
  const queries = new QueryClient();
  queries.setQueryData(["trial"], trial);
  render(
    <App>
      <QueryClientProvider client={queries}>
        <MemoryRouter initialEntries={["/tasks"]}>
          <Routes>
            <Route path="/tasks" element={<Out />} />
            <Route path="/sign-in" element={<p>Welcome back</p>} />
          </Routes>
        </MemoryRouter>
      </QueryClientProvider>
    </App>,
  );
  fireEvent.click(screen.getByRole("button", { name: "Out" }));
}

const choose = async (name: string) => fireEvent.click(await screen.findByRole("button", { name }));

it("signs out at once where nothing is left", async () => {
  await press();
  await screen.findByText("Welcome back");
  expect(asked).toEqual(["DELETE /api/v1/session"]);
  expect(localStorage.length).toBe(1);
});

it.each([
  ["Delete and sign out", false],
  ["Keep and sign out", true],
])("asks about what was not sent: %s", async (choice, stays) => {
  localStorage.setItem(UNSENT, "{}");
  await press();
  await screen.findByText(/^1 piece of what you wrote is not sent yet/);
  expect(asked).toEqual([]);
  await choose(choice);
  await screen.findByText("Welcome back");
  expect(localStorage.getItem(UNSENT) !== null).toBe(stays);
  expect(localStorage.getItem("helpwright.draft.p2.r1")).toBe("{}");
});

it("counts what waits to be sent, and takes it out of the way when it is to go", async () => {
  const { useOutbox } = await import("../../app/outbox");
  const waiting = {
    form: "ticket",
    record: "r1",
    text: "不知道的事",
    visibility: "public" as const,
  };
  const item = (key: string, whose: string) =>
    ({ ...waiting, key, person: whose, mentions: {}, at: Date.now(), state: "waiting" }) as const;
  useOutbox.setState({ items: [item("k1", "p1"), item("k2", "p2")] });
  await press();
  await choose("Delete and sign out");
  await screen.findByText("Welcome back");
  expect(useOutbox.getState().items.map((each) => each.key)).toEqual(["k2"]);
});

it("asks about one's own writing also from within a trial", async () => {
  localStorage.setItem("helpwright.draft.own.r1", "{}");
  localStorage.setItem(UNSENT, "{}");
  await press({ role_name: "Agent" });
  await choose("Delete and sign out");
  await screen.findByText("Welcome back");
  expect(asked).toEqual(["DELETE /api/v1/trial", "GET /api/v1/session", "DELETE /api/v1/session"]);
  expect(localStorage.getItem("helpwright.draft.own.r1")).toBeNull();
});

it("stays where one wants to send it first", async () => {
  localStorage.setItem(UNSENT, "{}");
  await press();
  await choose("Cancel");
  expect(screen.queryByText("Welcome back")).toBeNull();
  expect([asked, localStorage.getItem(UNSENT)]).toEqual([[], "{}"]);
});
