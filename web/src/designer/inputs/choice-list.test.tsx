import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { ChoiceList } from "./choice-list";
import { speak } from "./testing";

beforeAll(() => speak("zh-CN"), 60_000);
afterEach(cleanup);

const choices = Array.from({ length: 1_000 }, (_, at) => ({
  key: `part_${at}`,
  label: `配件 ${at} 号`,
}));

function open(chosen: string[] = []) {
  const choose = vi.fn();
  render(
    <ChoiceList
      label="配件"
      choices={choices}
      chosen={chosen}
      several={false}
      nothing={undefined}
      footer={null}
      onChoose={choose}
      onClose={() => undefined}
    />,
  );
  return choose;
}

const drawn = () => screen.getAllByRole("option").map((each) => each.textContent);

it("of a thousand choices draws the first, says how many are left, and finds every one by typing", () => {
  const choose = open();
  expect(drawn()).toHaveLength(200);
  expect(screen.getByText("还有 800 项，输入文字或拼音查找")).toBeTruthy();
  const search = screen.getByRole("combobox");
  fireEvent.change(search, { target: { value: "987" } });
  expect(drawn()).toEqual(["配件 987 号"]);
  fireEvent.keyDown(search, { key: "Enter" });
  expect(choose).toHaveBeenCalledWith(["part_987"]);
});

it("what was chosen is in sight, however far down it stands", () => {
  open(["part_900"]);
  expect(drawn()[0]).toBe("配件 900 号");
  expect(screen.getByRole("option", { selected: true }).textContent).toBe("配件 900 号");
});

it("a thousand that were chosen are not drawn all at once either", () => {
  open(choices.map(({ key }) => key));
  expect(drawn()).toHaveLength(250);
  expect(screen.getByText("还有 750 项，输入文字或拼音查找")).toBeTruthy();
});

it("keeps the second press of a double click from what stands behind", () => {
  const behind = vi.fn();
  render(
    <button type="button" onClick={behind}>
      Behind
    </button>,
  );
  const choose = open();
  fireEvent.click(screen.getByRole("option", { name: "配件 3 号" }), { detail: 1 });
  expect(choose).toHaveBeenCalledWith(["part_3"]);
  const button = screen.getByRole("button", { name: "Behind" });
  fireEvent.click(button, { detail: 2 });
  expect(behind).not.toHaveBeenCalled();
  fireEvent.click(button, { detail: 1 });
  expect(behind).toHaveBeenCalledTimes(1);
});
