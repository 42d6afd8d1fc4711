import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, it } from "vitest";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";
import type { Colleague, People } from "../../api/types";

const HELD = { tasks: 3, records: [], views: 0, led: 0, named: [], last: null };
const ANN = { id: "a", name: "Ann", active: true, partner_id: null } as unknown as Colleague;

let reached = false;

beforeAll(async () => {
  await inEnglish(async () =>
    reached ? Response.json(HELD) : Response.json({ status: 503, title: "No" }, { status: 503 }),
  );
  await import("./hand-over");
}, 60_000);
afterEach(cleanup);

it("says that it could not find out what somebody holds, and looks again", async () => {
  const { HandOver } = await import("./hand-over");
  render(
    <QueryClientProvider client={deskOf({ id: "p", name: "Boss" })}>
      <MemoryRouter>
        <App>
          <HandOver person={ANN} people={{ items: [ANN] } as unknown as People} asked={false} />
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
  const again = await screen.findByRole("button", { name: "Try again" });
  reached = true;
  fireEvent.click(again);
  await screen.findByText("Open tasks");
});
