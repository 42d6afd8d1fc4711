import { expect, it } from "vitest";
import type { Colleague } from "../../api/types";
import { isMeant } from "./people-search";

const PERSON = {
  name: "孙丽",
  phone: "13900139000",
  email: "Sun.Li@example.com",
  staff_number: "fj-0042",
} as Colleague;

it.each(["sun.li", "SUN.LI@EXAMPLE.COM", "FJ-0042", "0139", "孙", "sunli"])(
  "finds by %s",
  (typed) => {
    expect(isMeant(PERSON, typed)).toBe(true);
  },
);

it.each(["sun_li", "0043", "王"])("does not find by %s", (typed) => {
  expect(isMeant(PERSON, typed)).toBe(false);
});
