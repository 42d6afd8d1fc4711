import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { useState } from "react";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { inEnglish } from "../../tests/in-english";

const happened: string[] = [];
beforeAll(() => inEnglish(async () => new Response()));
beforeEach(() => {
  happened.length = 0;
});
afterEach(cleanup);

async function open() {
  const { useUndo } = await import("./undo");
  function Screen() {
    const undoable = useUndo();
    const remove = (name: string) =>
      undoable(
        `${name} removed`,
        () => happened.push(`${name} gone`),
        () => happened.push(`${name} back`),
      );
    return (
      <button
        type="button"
        onClick={() => {
          remove("A");
          remove("B");
        }}
      >
        Remove
      </button>
    );
  }
  function Page() {
    const [left, setLeft] = useState(false);
    return (
      <App>
        {left ? null : <Screen />}
        <button type="button" onClick={() => setLeft(true)}>
          Leave
        </button>
      </App>
    );
  }
  render(<Page />);
}
const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));

it("undoes one of two things that were done at the same moment, and does the other", async () => {
  await open();
  press("Remove");
  const [first] = await screen.findAllByRole("button", { name: "Undo" });
  fireEvent.click(first as HTMLElement);
  expect(happened).toEqual(["A back"]);
  press("Leave");
  expect(happened).toEqual(["A back", "B gone"]);
});

it("does what waits when the screen is left, and no longer offers to undo it", async () => {
  await open();
  press("Remove");
  await screen.findAllByRole("button", { name: "Undo" });
  press("Leave");
  expect(happened).toEqual(["A gone", "B gone"]);
  await waitFor(() => expect(screen.queryByRole("button", { name: "Undo" })).toBeNull());
  screen.getByText("A removed");
});

it("does what waits when the page goes", async () => {
  await open();
  press("Remove");
  act(() => void window.dispatchEvent(new Event("pagehide")));
  expect(happened).toEqual(["A gone", "B gone"]);
});
