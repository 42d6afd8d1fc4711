import { both } from "../../../designer/first-flow";
import type { LocalText } from "../../../designer/texts";
import type { Scene } from "./scene";

/** Names that steps and buttons get of themselves. */
const GIVEN = [
  ...["start", "task", "confirm", "cc", "branch", "wait", "action", "end"].map(
    (type) => `flows.node.${type}`,
  ),
  ...["done", "confirm", "reject", "outcome"].map((each) => `flows.new.${each}`),
];

/**
 * The name as it is changed in one language. What it was called of itself in the other one goes, so that two steps with
 * names of their own are not both “Handle” there.
 */
export function renamed(
  before: LocalText | undefined,
  after: LocalText | undefined,
  scene: Pick<Scene, "t">,
): LocalText | undefined {
  if (typeof before !== "object" || typeof after !== "object") return after;
  const languages = Object.keys(before);
  const changed = languages.filter((each) => after[each] !== before[each]);
  const [own] = changed;
  if (languages.length < 2 || changed.length !== 1 || own === undefined || !after[own])
    return after;
  const given = GIVEN.some((key) => {
    const texts = both(key, scene as Scene) as Readonly<Record<string, string>>;
    return languages.every((each) => texts[each] === before[each]);
  });
  return given ? { [own]: after[own] } : after;
}
