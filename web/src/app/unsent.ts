/** What a person has written on this device and the server does not have: drafts, and what waits to be sent. */
import { deviceStorage } from "./device";
import { forgetLeft, forgetOld, KEPT_DAYS, leftOf } from "./left-on-device";
import { drop, unsentBy } from "./outbox";

/** How many pieces of it there are. */
export const unsentOf = (person: string): number =>
  leftOf(deviceStorage(), person).length + unsentBy(person).length;

/** Takes it from the device. */
export function forgetUnsent(person: string): void {
  forgetLeft(deviceStorage(), person);
  drop((item) => item.person === person);
}

/** Takes from the device what anybody left on it more than 30 days ago. `now` in milliseconds since 1970. */
export function tidyUnsent(now: number): void {
  forgetOld(deviceStorage(), now);
  drop((item) => now - item.at > KEPT_DAYS * 24 * 3600_000);
}
