// @vitest-environment node
import { beforeAll, expect, it } from "vitest";
import { deskScene, speak, TICKET_FLOW } from "../testing/desk";
import { choicesAt, fieldsAt, firstStep } from "./walk";

beforeAll(() => speak());

const choices = (key: string) =>
  choicesAt(TICKET_FLOW, key, deskScene()).map(({ text, way, reason, alone }) => [
    text,
    way.target,
    reason,
    alone,
  ]);

it("walks the running example by its buttons", () => {
  expect(firstStep(TICKET_FLOW)).toBe("start");
  expect(choices("start")).toEqual([["处理", "handle", "none", true]]);
  expect(choices("handle")).toEqual([["已解决", "confirm", "none", false]]);
  expect(choices("confirm")).toEqual([
    ["确认", "archive", "none", false],
    ["驳回", "handle", "required", false],
  ]);
  expect(choices("archive")).toEqual([]);
});

it("shows the fields of a step, those that must be filled in marked", () => {
  expect(fieldsAt(TICKET_FLOW, "handle")).toEqual([
    { key: "urgency", required: false },
    { key: "solution", required: true },
    { key: "root_cause", required: false },
  ]);
  expect(fieldsAt(TICKET_FLOW, "confirm")).toEqual([]);
});
