import { expect, test } from "vitest";
import type { FieldEntry } from "./catalogue";
import { startingIn } from "./home";

const entry = (key: string) => ({ key, start: {} }) as FieldEntry;
const starts = (country: string) =>
  startingIn([entry("text"), entry("mobile"), entry("money")], country).map((each) => each.start);

test("numbers and money of a new field are those of the organization's country", () => {
  expect(starts("GB")).toEqual([{}, { country: "GB" }, { currency: "GBP" }]);
  expect(starts("DE")).toEqual([{}, { country: "DE" }, { currency: "EUR" }]);
  expect(starts("CN")).toEqual([{}, {}, {}]);
  expect(starts("PL"), "a currency we do not have is not guessed").toEqual([
    {},
    { country: "PL" },
    {},
  ]);
});
