import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it } from "vitest";
import { inEnglish } from "../../tests/in-english";
import type { ReachedLevel } from "./level";

const LEVEL: ReachedLevel = { key: "orange", name: { en: "Severe" }, color: "orange" };
const LIMIT = { due: "2026-11-30T10:00:00Z", from: "2026-11-30T08:00:00Z", level: LEVEL };

beforeAll(async () => {
  await inEnglish(async () => Response.json({}));
  await import("./signs");
}, 60_000);
afterEach(cleanup);

it("says the level that a deadline has reached in words, where nothing can be hovered", async () => {
  const { Countdown } = await import("./signs");
  render(<Countdown {...LIMIT} />);
  screen.getByText("Severe");
});

it("does not say it twice where its sign stands beside", async () => {
  const { Limit } = await import("../features/tasks/limit");
  const { due, from, level } = LIMIT;
  const promise = { clock: "resolution", due_at: due, from, warned_at: null, level };
  render(<Limit task={{ case_due: promise } as never} />);
  expect(screen.getAllByText("Severe")).toHaveLength(1);
});
