/** What somebody has written and not sent, as it lies on this device under their account. */
const KINDS = ["draft", "new"] as const;

const PREFIXES = KINDS.map((kind) => `helpwright.${kind}.`);

/** After so many days nobody comes back to it. */
export const KEPT_DAYS = 30;

const DAY = 24 * 3600_000;

type Device = Pick<Storage, "length" | "key" | "getItem" | "removeItem">;

function placesIn(device: Device | undefined, prefixes: readonly string[]): string[] {
  try {
    const keys = Array.from(
      { length: device?.length ?? 0 },
      (_, place) => device?.key(place) ?? "",
    );
    return keys.filter((key) => prefixes.some((prefix) => key.startsWith(prefix)));
  } catch {
    // A browser that refuses even the question keeps nothing.
    return [];
  }
}

function remove(device: Device | undefined, places: readonly string[]): void {
  try {
    for (const place of places) device?.removeItem(place);
  } catch {
    // As above.
  }
}

/** Where it lies: one place for each ticket, new record and artefact. */
export function leftOf(device: Device | undefined, person: string): string[] {
  return placesIn(
    device,
    PREFIXES.map((prefix) => `${prefix}${person}.`),
  );
}

/** Takes what this person wrote from the device. */
export function forgetLeft(device: Device | undefined, person: string): void {
  remove(device, leftOf(device, person));
}

/** When it was last kept, in milliseconds since 1970; null where that was not noted. */
function keptAt(text: string | null | undefined): number | null {
  try {
    const { at, savedAt } = JSON.parse(text ?? "null") as { at?: unknown; savedAt?: unknown };
    const found = at ?? savedAt;
    return typeof found === "number" ? found : null;
  } catch {
    return null;
  }
}

/** Takes from the device what anybody left on it more than 30 days ago. `now` in milliseconds since 1970. */
export function forgetOld(device: Device | undefined, now: number): void {
  const old = placesIn(device, PREFIXES).filter((place) => {
    const at = keptAt(device?.getItem(place));
    return at !== null && now - at > KEPT_DAYS * DAY;
  });
  remove(device, old);
}
