// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const SOURCES = join(import.meta.dirname, "..", "src");

it("no test is gathered with the kinds of things beside it: the screens would load the test runner", () => {
  const open: string[] = [];
  for (const path of readdirSync(SOURCES, { recursive: true, encoding: "utf8" })) {
    if (!/\.tsx?$/.test(path) || /\.test\./.test(path)) continue;
    const source = readFileSync(join(SOURCES, path), "utf8");
    for (const [, given = ""] of source.matchAll(
      /import\.meta\.glob<[\s\S]*?>\(\s*(\[[^\]]*\]|"[^"]*")/g,
    )) {
      if (/\*\.tsx?"/.test(given) && !given.includes("!")) open.push(`${path}: ${given}`);
    }
  }
  expect(open).toEqual([]);
});
