import assert from "node:assert/strict";
import { differences, differencesBesidesTexts } from "../support/build/compare.ts";
import { readBlueprint, shippedBlueprint } from "../support/build/shipped.ts";
import { told } from "../support/build/told.ts";
import { journey } from "../support/story.ts";
import { type Language, Words } from "../support/words.ts";

/** Another language than Chinese can be asked for. */
const language: Language = process.env.JOURNEY_LANGUAGE === "en" ? "en" : "zh-CN";
const folder = language === "en" ? "builder-en" : "builder";

/** Acts that the whole service desk may cost, and minutes. */
const MOST = 150;
const MINUTES = 30;

journey(
  "a newcomer builds the service desk from an empty app by mouse and keyboard, works in it, and changes it while it is used",
  { folder, founded: false, clock: true },
  async (story) => {
    await told(story, new Words(language), async ({ page, total, minutes }) => {
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
      assert.ok(total <= MOST, `${total} acts`);
      assert.ok(minutes <= MINUTES, `${minutes} minutes`);
    });
  },
);
