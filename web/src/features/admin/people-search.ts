import type { Colleague } from "../../api/types";
import { matchesText } from "../../designer/pinyin";

/** Whether a person is meant by what was typed: name, also in pinyin, or a part of phone, mail address or staff number in either case. */
export function isMeant(person: Colleague, wanted: string): boolean {
  const { phone, email, staff_number: number } = person;
  const part = wanted.toLowerCase();
  return (
    matchesText(person.name, wanted) ||
    [phone, email, number].some((each) => each?.toLowerCase().includes(part))
  );
}
