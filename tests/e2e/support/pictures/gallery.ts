/** The page that shows all pictures, by screen. */

import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../program.ts";
import { GROUPS, type Screen } from "./screens/index.ts";

export const SIZES = ["desk", "phone"] as const;
export const LANGUAGES = ["zh-CN", "en"] as const;
export const LIGHTS = ["light", "dark"] as const;
export type Size = (typeof SIZES)[number];
export type Language = (typeof LANGUAGES)[number];
export type Light = (typeof LIGHTS)[number];

/** Path of a picture below docs/. */
export function pictureOf(screen: string, size: Size, language: Language, light: Light): string {
  return `pictures/${screen}/${size}-${language === "en" ? "en" : "zh"}-${light}.webp`;
}

function shown(screen: Screen): string {
  const image = (size: Size, language: Language, light: Light, width: number): string => {
    const path = pictureOf(screen.name, size, language, light);
    if (!existsSync(join(root, "docs", path))) return "";
    return `<a href="${path}"><img src="${path}" width="${width}" loading="lazy" alt="${screen[language === "en" ? "en" : "zh"]}"></a>`;
  };
  const lines = LANGUAGES.flatMap((language) =>
    SIZES.map((size) =>
      LIGHTS.map((light) => image(size, language, light, size === "desk" ? 380 : 150))
        .filter((each) => each !== "")
        .join(" "),
    ),
  );
  return [`### ${screen.zh} · ${screen.en}`, "", ...lines.filter((line) => line !== ""), ""].join(
    "\n",
  );
}

export function writeGallery(screens: readonly Screen[]): void {
  const parts = GROUPS.map(({ key, zh, en }) => {
    const members = screens.filter((screen) => screen.group === key);
    return [`## ${zh} · ${en}`, "", ...members.map(shown)].join("\n");
  });
  const index = GROUPS.map(({ key, zh, en }) => {
    const names = screens.filter((screen) => screen.group === key).map((each) => each.zh);
    return `- **${zh} · ${en}**: ${names.join("、")}`;
  });
  const text = [
    "# 每个画面 · Every screen",
    "",
    "由 `make pictures` 拍摄：电脑 1440×900 与手机 390×844，中文与英文，浅色与深色。点开看原图。",
    "Taken by `make pictures`: desktop 1440×900 and phone 390×844, Chinese and English, light and dark. Open one to see it whole.",
    "",
    ...index,
    "",
    ...parts,
  ].join("\n");
  writeFileSync(join(root, "docs", "screens.md"), `${text.trimEnd()}\n`);
}
