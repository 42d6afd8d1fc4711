import { expect, it } from "vitest";
import en from "../../../i18n/en/surveys.json";
import portalEn from "../../../i18n/portal/en.json";
import portalZh from "../../../i18n/portal/zh-CN.json";
import zh from "../../../i18n/zh-CN/surveys.json";

it.each([
  ["en", en, portalEn],
  ["zh-CN", zh, portalZh],
])(
  "the preview of a survey says under its faces what customers read there (%s)",
  (_, console_, portal) => {
    for (const [score, word] of Object.entries(console_.faces)) {
      expect(word).toBe((portal as Record<string, string>)[`csat.${score}`]);
    }
  },
);
