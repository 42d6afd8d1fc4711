import { cleanup, render } from "@testing-library/react";
import { afterEach, beforeAll, expect, it } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import type { FlowStep } from "../../api/types";
import { StepperBrief } from "./stepper";

beforeAll(() => inEnglish(async () => Response.json({})));
afterEach(cleanup);

const step = (node: string, type: string, state: string) =>
  ({ node, type, state, name: node, at: null, people: [] }) as unknown as FlowStep;

it("counts the steps at which work stands, not where ways part", () => {
  const steps = [
    step("submit", "start", "done"),
    step("repair", "task", "done"),
    step("costs", "branch", "done"),
    step("approve", "task", "current"),
    step("archive", "end", "next"),
  ];
  const { container } = render(<StepperBrief steps={steps} />);
  expect(container.textContent).toContain("Step 3 of 4");
  expect(container.querySelectorAll(".steps-brief i")).toHaveLength(4);
});
