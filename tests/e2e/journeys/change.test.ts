import { changes } from "../support/change.ts";
import { Hands } from "../support/hands.ts";
import { signIn } from "../support/people.ts";
import { administrator } from "../support/product.ts";
import { desk, journey } from "../support/story.ts";
import { Words } from "../support/words.ts";
import { hire, runs } from "../support/work.ts";

journey(
  "a desk at work gets a field and a reminder, and what is under way ends as it began",
  { folder: "change", founded: true, clock: true },
  async (story) => {
    const words = new Words(process.env.HELPWRIGHT_JOURNEY_LANGUAGE === "en" ? "en" : "zh-CN");
    const boss = await story.person("boss", { size: desk, language: words.language });
    await signIn(boss, administrator.login, administrator.password);
    const crew = await story.step("a colleague joins", () => hire(story, boss, words));
    await runs(story, crew);
    await changes(story, crew, new Hands(boss.page));
  },
);
