import { fireEvent } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { keepSecondPress } from "./one-press";

it("keeps the second press of a double click from what appears under the pointer, menus too", () => {
  const pressed = vi.fn();
  document.body.addEventListener("mousedown", pressed);
  document.body.addEventListener("click", pressed);
  keepSecondPress();
  fireEvent.mouseDown(document.body, { detail: 2 });
  fireEvent.click(document.body, { detail: 2 });
  expect(pressed).not.toHaveBeenCalled();
  fireEvent.mouseDown(document.body, { detail: 1 });
  fireEvent.click(document.body, { detail: 1 });
  expect(pressed).toHaveBeenCalledTimes(2);
});
