// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const WEB = join(import.meta.dirname, "..");
const SOURCES = join(WEB, "src");

function read(pattern: RegExp): Map<string, string> {
  const found = readdirSync(SOURCES, { recursive: true, encoding: "utf8" });
  const wanted = found.filter((path) => pattern.test(path) && path !== join("api", "schema.d.ts"));
  return new Map(wanted.map((path) => [path, readFileSync(join(SOURCES, path), "utf8")]));
}

const code = read(/\.tsx?$/);

it("what a file hands out as a value is taken by another one", () => {
  const users = new Map<string, Set<string>>();
  for (const [path, text] of code) {
    for (const [word] of text.matchAll(/[A-Za-z_]\w*/g)) {
      users.set(word, (users.get(word) ?? new Set()).add(path));
    }
  }
  const untaken: string[] = [];
  for (const [path, text] of code) {
    for (const [, name = ""] of text.matchAll(
      /^export (?:async )?(?:const|function|class) (\w+)/gm,
    )) {
      if (users.get(name)?.size === 1 && !KINDS.test(path)) untaken.push(`${path}: ${name}`);
    }
  }
  expect(untaken).toEqual([]);
});

/** Kinds of things: gathered from their folder, by the name of what they hand out. */
const KINDS =
  /^(fields\/types|features\/(flows\/nodes|rules\/triggers|reports\/charts)|designer\/inputs\/actions)\/|routes\.tsx$/;

it("every class of the style sheets is worn by something", () => {
  const pages = ["index.html", "portal.html"].map((page) => readFileSync(join(WEB, page), "utf8"));
  const texts = [...code].filter(([path]) => !path.includes(".test.")).map(([, text]) => text);
  const everything = [...texts, ...pages].join("\n");
  const words = new Set(everything.match(/[A-Za-z_][\w-]*/g));
  // `is-${state}`: the fixed beginning of classes that are put together.
  const begun = [...everything.matchAll(/([a-z][\w-]*-)\$\{/g)].map(([, begin = ""]) => begin);
  const unworn = new Set<string>();
  for (const [path, sheet] of read(/\.css$/)) {
    const bare = sheet.replace(/\/\*[\s\S]*?\*\//g, "");
    for (const [, selector = ""] of bare.matchAll(/([^{}]+)\{/g)) {
      for (const [, name = ""] of selector.matchAll(/\.([a-zA-Z_][\w-]*)/g)) {
        const worn = words.has(name) || begun.some((begin) => name.startsWith(begin));
        if (!worn && !LIBRARIES.test(name)) unworn.add(`${path}: .${name}`);
      }
    }
  }
  expect([...unworn]).toEqual([]);
});

const LIBRARIES = /^(ant|anticon|react-flow|react-grid|react-resizable|react-draggable)(-|_|$)/;
