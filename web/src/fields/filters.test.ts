// @vitest-environment node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type FilterTree, type Kind, matches } from "../language/filter";
import { fieldKinds } from "./registry";

/** Random filters over fields of every type, with the answers of the server. */
const corpus = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../tests/query/field_corpus.json"), "utf8"),
) as {
  types: Record<string, string>;
  records: Record<string, unknown>[];
  cases: {
    moment: { now: string; zone: string; me: string | null; teams: string[] };
    filter: FilterTree;
    matches: number[];
  }[];
};

describe("filters over the fields of a form", () => {
  it("say in the browser what the server says", () => {
    const kinds: Record<string, Kind> = {};
    for (const [key, type] of Object.entries(corpus.types)) {
      const compares = fieldKinds.get(type)?.compares;
      if (compares) kinds[key] = compares;
    }
    expect(Object.keys(kinds).sort()).toEqual(Object.keys(corpus.types).sort());
    for (const { filter, moment, matches: expected } of corpus.cases) {
      const found = corpus.records.flatMap((record, place) =>
        matches(filter, record, { kinds, ...moment }) ? [place] : [],
      );
      expect(found, JSON.stringify({ filter, moment })).toEqual(expected);
    }
  });
});
