/** From an empty app to a desk that has changed at work: what the tutorial tells, in one language. */

import { changes } from "../change.ts";
import { Hands } from "../hands.ts";
import { desk, type Story } from "../story.ts";
import type { Words } from "../words.ts";
import { hire, leads, runs } from "../work.ts";
import { Builder } from "./builder.ts";
import { parts } from "./desk.ts";

/** Builds the desk; `then` is asked when it is published. Needs a story with a clock and without an app. */
export async function told(
  story: Story,
  words: Words,
  then: (hands: Hands) => Promise<void> = async () => undefined,
): Promise<void> {
  await story.product.found(null);
  const newcomer = await story.person("newcomer", { size: desk, language: words.language });
  const hands = new Hands(newcomer.page);
  const builder = new Builder(hands, words, { look: (name) => newcomer.look(name) });
  await newcomer.open("/");
  for (const [name, build] of parts) {
    await story.step(name, () => hands.part(name, () => build(builder)));
  }
  for (const line of hands.report()) {
    story.say(line);
  }
  await then(hands);
  await story.step("the builder leads the desk", () => leads(newcomer, words));
  const crew = await story.step("a colleague joins", () => hire(story, newcomer, words));
  await runs(story, crew);
  await changes(story, crew, new Hands(newcomer.page));
}
