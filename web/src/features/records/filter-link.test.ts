import { expect, it } from "vitest";
import type { Form } from "../../api/types";
import { linkedIn } from "./filter-link";

const form = {
  fields: [
    { key: "client", type: "link", form: "customer" },
    { key: "device", type: "link", form: "device" },
    { key: "name", type: "text" },
  ],
} as unknown as Form;

it("finds the records that conditions name, by their form, each once and however deep", () => {
  const found = linkedIn(form, [
    { field: "client", op: "in", value: ["b", "a"] },
    {
      any: [
        { not: { field: "client", op: "eq", value: "a" } },
        { field: "device", op: "eq", value: "d" },
      ],
    },
    { field: "client", op: "empty" },
    { field: "name", op: "eq", value: "x" },
  ]);
  expect(found).toEqual({ customer: ["a", "b"], device: ["d"] });
});
