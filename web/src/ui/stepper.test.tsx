import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { fitColumns, Stepper } from "./stepper";

afterEach(cleanup);

const NAMES = ["Submitted", "Handle", "Approval", "Customer confirms", "Archive"];

function shown(names: string[]): HTMLElement {
  render(
    <Stepper
      label="Steps"
      stateNames={{ done: "Done:", current: "In progress:", next: "To come:" }}
      sentence={(position, count, name) => `${position}/${count} ${name}`}
      steps={names.map((name) => ({ key: name, name, state: "next" }))}
    />,
  );
  return screen.getByRole("list", { name: "Steps" });
}

it("never breaks a word of a step: what fits no column of a phone stands in lines", () => {
  expect(shown(NAMES).className).toContain("is-lines");
  cleanup();
  expect(shown(["New", "Handle", "Done"]).className).not.toContain("is-lines");
});

it("keeps Chinese names beside each other, since they break anywhere", () => {
  expect(fitColumns(["提交", "处理中的工单很多", "审批", "客户确认", "归档"])).toBe(true);
  expect(fitColumns(["提交", "处理", "Confirmation"])).toBe(true);
  expect(fitColumns(NAMES)).toBe(false);
});
