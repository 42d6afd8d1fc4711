/** The journey whose pictures the tutorial shows, in the language of HELPWRIGHT_TUTORIAL (`make tutorial`). */

import { told } from "../support/build/told.ts";
import { journey } from "../support/story.ts";
import { Words } from "../support/words.ts";

const language = process.env.HELPWRIGHT_TUTORIAL === "en" ? "en" : "zh-CN";

journey(
  `from an empty app to a desk at work, ${language}`,
  { folder: `tutorial-${language}`, founded: false, clock: true },
  async (story) => {
    await told(story, new Words(language));
  },
);
