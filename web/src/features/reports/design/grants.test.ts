// @vitest-environment node
import { expect, it } from "vitest";
import { granted } from "./grants";

const others = [{ form: "ticket", can: ["read"] }];

it("lets a role see a dashboard, once", () => {
  expect(granted(others, "cockpit", true)).toEqual([
    { do: "add", element: "grant", at: [1], value: { dashboard: "cockpit", can: ["read"] } },
  ]);
  const seen = [...others, { dashboard: "cockpit", can: ["update"] }];
  expect(granted(seen, "cockpit", true)).toEqual([
    { do: "change", element: "grant", at: [1], values: { can: ["read", "update"] } },
  ]);
  expect(granted([{ dashboard: "cockpit", can: ["read"] }], "cockpit", true)).toEqual([]);
});

it("takes it away", () => {
  const seen = [...others, { dashboard: "cockpit", can: ["read"] }];
  expect(granted(seen, "cockpit", false)).toEqual([{ do: "remove", element: "grant", at: [1] }]);
  expect(granted(others, "cockpit", false)).toEqual([]);
});
