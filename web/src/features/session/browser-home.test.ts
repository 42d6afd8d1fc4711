import { expect, test } from "vitest";
import schema from "../../../openapi.json";
import { browserHome, COUNTRY_KEYS } from "./browser-home";

test("a browser in London founds a British organization, one that tells nothing none", () => {
  expect(browserHome("Europe/London")).toEqual({ zone: "Europe/London", country: "GB" });
  expect(browserHome("UTC")).toEqual({});
});

test("every country that the server knows can be chosen, and no other", () => {
  const known = JSON.stringify(schema.components.schemas.SettingsBody.properties.country);
  const [, listed = ""] = /"enum":\[([^\]]*)\]/.exec(known) ?? [];
  expect([...COUNTRY_KEYS].sort()).toEqual(listed.replaceAll('"', "").split(",").sort());
});
