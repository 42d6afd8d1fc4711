// @vitest-environment node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Asking, type FilterTree, type Kind, matches } from "./filter";

/** The vectors that memory and PostgreSQL run too, and random filters with the answers of the memory. */
const FOLDER = join(import.meta.dirname, "../../../tests/query");

interface Moment {
  now: string;
  zone: string;
  me: string | null;
  teams: string[];
}
type Values = Record<string, unknown>;

function read<T>(file: string): T {
  return JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as T;
}

const shared = read<{
  fields: Record<string, Kind>;
  moment: Moment;
  records: Record<string, Values>;
  vectors: { filter: FilterTree; moment?: Partial<Moment>; matches: string[] }[];
  refused: { filter: FilterTree; code: string }[];
}>("filter_vectors.json");
const corpus = read<{
  records: Values[];
  cases: { moment: Moment; filter: FilterTree; matches: number[] }[];
}>("filter_corpus.json");

function asking(moment: Partial<Moment> = {}): Asking {
  return { kinds: shared.fields, ...shared.moment, ...moment };
}

describe("a filter in the browser", () => {
  it.each(shared.vectors)("says what the shared vectors say: $filter", (vector) => {
    const found = Object.entries(shared.records).filter(([, record]) =>
      matches(vector.filter, record, asking(vector.moment)),
    );
    expect(found.map(([name]) => name)).toEqual(vector.matches);
  });

  it("says what the server says of random filters", () => {
    for (const { filter, moment, matches: expected } of corpus.cases) {
      const found = corpus.records.flatMap((record, place) =>
        matches(filter, record, asking(moment)) ? [place] : [],
      );
      expect(found, JSON.stringify({ filter, moment })).toEqual(expected);
    }
  });

  // Malformed trees are no FilterTree, and a needless value changes no meaning.
  const askable = shared.refused.filter(
    ({ code }) => code !== "filter_malformed" && code !== "value_not_expected",
  );
  it.each(askable)("lets nothing pass that cannot be asked: $filter", ({ filter }) => {
    for (const record of Object.values(shared.records)) {
      expect(matches(filter, record, asking())).toBe(false);
    }
  });
});
