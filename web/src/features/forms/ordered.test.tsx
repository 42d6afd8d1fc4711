import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, it } from "vitest";
import { AddPart } from "./ordered";

afterEach(cleanup);

/** What was added is open, and its head stands where one pressed. */
function Parts() {
  const [open, setOpen] = useState<boolean>();
  if (open === undefined) {
    return <AddPart label="Add a policy" full={undefined} onAdd={() => setOpen(true)} />;
  }
  return (
    <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
      New policy
    </button>
  );
}

it("leaves what a double click added open", () => {
  render(<Parts />);
  fireEvent.click(screen.getByRole("button", { name: "Add a policy" }), { detail: 1 });
  const head = screen.getByRole("button", { name: "New policy" });
  fireEvent.click(head, { detail: 2 });
  expect(head.getAttribute("aria-expanded")).toBe("true");
  fireEvent.click(head, { detail: 1 });
  expect(head.getAttribute("aria-expanded")).toBe("false");
});
