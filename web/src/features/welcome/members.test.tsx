import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { inEnglish } from "../../../tests/in-english";

beforeAll(() => inEnglish(async () => Response.json({})));
afterEach(cleanup);

async function write(name: string) {
  const { Members } = await import("./members");
  const onChange = vi.fn();
  render(<Members team="Service" members={[{ name: "Ann", login: "" }]} onChange={onChange} />);
  fireEvent.click(screen.getByRole("button", { expanded: false }));
  fireEvent.change(screen.getAllByRole("textbox")[0] as HTMLElement, { target: { value: name } });
  return { onChange };
}

it("takes in the name that was written when one goes on without pressing Add", async () => {
  const { onChange } = await write("Li Na");
  const [name, login] = screen.getAllByRole("textbox");
  (login as HTMLElement).focus();
  expect(onChange).not.toHaveBeenCalled();
  (name as HTMLElement).focus();
  // Another window: the field keeps the cursor.
  fireEvent.blur(name as HTMLElement);
  expect(onChange).not.toHaveBeenCalled();
  (name as HTMLElement).blur();
  const both = [
    { name: "Ann", login: "" },
    { name: "Li Na", login: "" },
  ];
  expect(onChange.mock.calls).toEqual([[both]]);
});

it("takes it in once when it was added, and nothing where nothing was written", async () => {
  const added = await write("Li Na");
  const leave = () => (document.activeElement as HTMLElement).blur();
  fireEvent.submit(document.querySelector("form") as HTMLFormElement);
  leave();
  expect(added.onChange).toHaveBeenCalledTimes(1);
  cleanup();
  const nothing = await write(" ");
  leave();
  expect(nothing.onChange).not.toHaveBeenCalled();
});
