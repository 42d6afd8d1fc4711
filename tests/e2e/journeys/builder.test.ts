import assert from "node:assert/strict";
import { Builder } from "../support/build/builder.ts";
import { differences, differencesBesidesTexts } from "../support/build/compare.ts";
import { parts } from "../support/build/desk.ts";
import { readBlueprint, shippedBlueprint } from "../support/build/shipped.ts";
import { type Language, Words } from "../support/build/words.ts";
import { Hands } from "../support/hands.ts";
import { desk, journey } from "../support/story.ts";

/** Another language than Chinese can be asked for: a tutorial in it needs its pictures. */
const language: Language = process.env.JOURNEY_LANGUAGE === "en" ? "en" : "zh-CN";
const folder = language === "en" ? "builder-en" : "builder";

/** Acts that the whole service desk may cost, and minutes. */
const MOST = 150;
const MINUTES = 30;

journey(
  "a newcomer builds the service desk from an empty app, by mouse and keyboard",
  { folder, founded: false },
  async (story) => {
    await story.product.found(null);
    const newcomer = await story.person("newcomer", { size: desk, language });
    const { page } = newcomer;
    const hands = new Hands(page);
    const builder = new Builder(hands, new Words(language), {
      look: (name) => newcomer.picture(name),
    });
    await newcomer.open("/");

    for (const [name, build] of parts) {
      await story.step(name, () => hands.part(name, () => build(builder)));
    }
    for (const line of hands.report()) {
      story.say(line);
    }

    await story.step("it is the service desk that is shipped", async () => {
      const text = await page.evaluate(async () => {
        const answer = await fetch("/api/v1/apps/service_desk/blueprint");
        return answer.ok ? answer.text() : `status: ${answer.status}`;
      });
      // In English the texts are others than the shipped Chinese ones; everything else is the same.
      const compare = language === "en" ? differencesBesidesTexts : differences;
      const differing = compare(readBlueprint(text), shippedBlueprint());
      assert.equal(differing.length, 0, `\n${differing.join("\n")}\n`);
    });
    assert.ok(hands.total <= MOST, `${hands.total} acts`);
    assert.ok(hands.minutes <= MINUTES, `${hands.minutes} minutes`);
  },
);
