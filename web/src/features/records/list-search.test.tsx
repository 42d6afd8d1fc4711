import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { inEnglish } from "../../../tests/in-english";

beforeAll(() => inEnglish(async () => Response.json({})));
afterEach(cleanup);

it("is emptied by Escape, but not by the one that calls off a word in Chinese", async () => {
  const { ListSearch } = await import("./list-search");
  const change = vi.fn();
  render(<ListSearch value="" box={{ current: null }} onChange={change} />);
  const box = screen.getByRole<HTMLInputElement>("searchbox");
  fireEvent.change(box, { target: { value: "摄像头" } });
  fireEvent.keyDown(box, { key: "Escape", isComposing: true });
  expect(box.value).toBe("摄像头");
  fireEvent.keyDown(box, { key: "Escape" });
  expect(box.value).toBe("");
  expect(change).toHaveBeenLastCalledWith("");
});
