import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it } from "vitest";
import { standInForParts } from "../../../tests/browser";
import { inEnglish } from "../../../tests/in-english";
import type { FieldValue } from "../../fields";

const CHOSEN = Array.from({ length: 1_000 }, (_, at) => `part_${at}`);
const STORY = `${"Offline at night.\n".repeat(1_000)}The end.`;
let toPaper = false;

beforeAll(async () => {
  await inEnglish(async () => Response.json({}));
  standInForParts((query) => query === "print" && toPaper);
});
afterEach(() => {
  cleanup();
  toPaper = false;
});

async function draw(value: FieldValue) {
  const { LongValue } = await import("./long-text");
  const each = (shown: FieldValue) =>
    [shown].flat().map((part) => <i key={String(part)}>{String(part)}</i>);
  return render(<LongValue value={value} draw={each} />).container;
}

it("shows the first of a thousand choices, and all of them when that is wanted", async () => {
  const page = await draw(CHOSEN);
  expect(page.querySelectorAll("i")).toHaveLength(24);
  fireEvent.click(screen.getByRole("button", { name: "Show all 1,000 choices" }));
  expect(page.querySelectorAll("i")).toHaveLength(1_000);
  fireEvent.click(screen.getByRole("button", { name: "Show less" }));
  expect(page.querySelectorAll("i")).toHaveLength(24);
});

it("shows the beginning of a long answer", async () => {
  const page = await draw(STORY);
  expect(page.textContent).not.toContain("The end.");
  fireEvent.click(screen.getByRole("button", { name: /^Show all 18,008/ }));
  expect(page.textContent).toContain("The end.");
});

it("shows the first of two hundred files, and loads no picture out of sight", async () => {
  const { AttachedFiles } = await import("./attached");
  const files = CHOSEN.slice(0, 200).map((id) => ({
    id,
    name: `${id}.jpg`,
    size: 9,
    type: "image/jpeg",
  }));
  const { container } = render(<AttachedFiles files={files} />);
  expect(container.querySelectorAll("img.ant-image-img, .thumb img")).toHaveLength(24);
  fireEvent.click(screen.getByRole("button", { name: "Show all 200 files" }));
  expect(container.querySelectorAll("img.ant-image-img, .thumb img")).toHaveLength(200);
});

it("unfolds by itself when a print begins, and folds again after it", async () => {
  const page = await draw(STORY);
  fireEvent(window, new Event("beforeprint"));
  expect(page.textContent).toContain("The end.");
  fireEvent(window, new Event("afterprint"));
  expect(page.textContent).not.toContain("The end.");
});

it("is brief on paper about what a value was before", async () => {
  toPaper = true;
  const { LongText } = await import("./long-text");
  const { container } = render(<LongText text={STORY} briefOnPaper />);
  expect(container.textContent?.endsWith("…")).toBe(true);
});

it("leaves nothing out on paper, where nothing can be unfolded", async () => {
  toPaper = true;
  expect((await draw(STORY)).textContent).toContain("The end.");
  expect((await draw(CHOSEN)).querySelectorAll("i")).toHaveLength(1_000);
  expect(screen.queryByRole("button")).toBeNull();
});
