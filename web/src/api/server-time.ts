/**
 * The time as the server has it. Clocks of devices are wrong by minutes, an hour (a zone set by hand), or a day; what is due,
 * overdue or three minutes old follows the server's clock, which every answer brings along.
 */

/** What an answer's `Date` leaves open: it has whole seconds. In milliseconds. */
const COARSE = 2_000;

let ahead = 0;
const heard = new Set<() => void>();

/** The present moment in milliseconds, as the server's clock shows it. */
export function serverNow(): number {
  return Date.now() + ahead;
}

/** The same as a date, for what shows days. */
export function serverDate(): Date {
  return new Date(serverNow());
}

/** Told when it has become clear that the device's clock is another one. Answers how to stop. */
export function onTimeSet(listener: () => void): () => void {
  heard.add(listener);
  return () => heard.delete(listener);
}

/**
 * Learns from an answer how far the device's clock is off. `asked` is when it was asked for, by the device's clock: what
 * the way may have taken is no difference, so that nothing jumps with every answer.
 */
export function learnTime(date: string | null, asked: number, now = Date.now()): void {
  const said = Date.parse(date ?? "");
  if (Number.isNaN(said)) return;
  // Set back while one waited for the answer: the way cannot be told from it, the next answer says more.
  const way = Math.max(now - asked, 0);
  const off = said + COARSE / 4 - (now - way / 2);
  const known = Math.abs(off - ahead) <= COARSE + way / 2;
  if (known) return;
  ahead = Math.abs(off) <= COARSE + way / 2 ? 0 : off;
  for (const listener of heard) listener();
}
