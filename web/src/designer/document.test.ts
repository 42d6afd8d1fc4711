// @vitest-environment node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  apply,
  type Document,
  elementAt,
  find,
  type Operation,
  OperationRefused,
  type Sort,
  same,
} from "./document";

/** Walks that the server's `apply` took, with what came of each step. */
const shared = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../tests/definitions/edit_vectors.json"), "utf8"),
) as {
  elements: Record<string, Sort[]>;
  documents: Record<string, Document>;
  walks: {
    kind: string;
    steps: { operation: Operation; inverse?: Operation; refused?: string }[];
    after: string;
  }[];
};

function refusal(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof OperationRefused) return error.code;
    throw error;
  }
  return undefined;
}

describe("operations on documents", () => {
  it.each(shared.walks.map((walk, place) => ({ ...walk, place })))(
    "do what the server's do: $kind, walk $place",
    ({ kind, steps, after }) => {
      const sorts = shared.elements[kind] ?? [];
      let document = shared.documents[kind] as Document;
      for (const { operation, inverse, refused } of steps) {
        if (refused) {
          // A malformed name never reaches the server's `apply`; both refuse it, each with its word.
          expect(refusal(() => apply(sorts, document, operation))).toBe(refused);
          continue;
        }
        const before = JSON.stringify(document);
        const edited = apply(sorts, document, operation);
        expect(JSON.stringify(document), "the document itself is never changed").toBe(before);
        expect(edited.inverse).toEqual(inverse);
        expect(JSON.stringify(apply(sorts, edited.document, edited.inverse).document)).toBe(before);
        document = edited.document;
      }
      expect(JSON.stringify(document)).toBe(after);
    },
  );

  it("are undone to the letter, in any number, backwards", () => {
    let seed = 7;
    const random = (most: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % most;
    };
    const sorts = shared.elements.form ?? [];
    for (let round = 0; round < 200; round += 1) {
      let document = shared.documents.form as Document;
      const past: { before: string; inverse: Operation }[] = [];
      for (let step = 0; step < 12; step += 1) {
        const walk = shared.walks[random(12)];
        const drawn = walk?.steps[random(walk.steps.length)]?.operation as Operation;
        const before = JSON.stringify(document);
        try {
          const edited = apply(sorts, document, drawn);
          past.push({ before, inverse: edited.inverse });
          document = edited.document;
        } catch (error) {
          expect(error).toBeInstanceOf(OperationRefused);
        }
      }
      for (const { before, inverse } of past.reverse()) {
        document = apply(sorts, document, inverse).document;
        expect(JSON.stringify(document)).toBe(before);
      }
    }
  });
});

describe("places in documents", () => {
  const form = shared.documents.form as Document;
  const sorts = shared.elements.form ?? [];

  it("find the innermost element of a problem", () => {
    expect(elementAt(sorts, ["fields", "phone", "fill", "from"])?.path).toEqual([
      "fields",
      "phone",
    ]);
    expect(elementAt(sorts, ["fields", "urgency", "options", "low"])?.sort.name).toBe("option");
    expect(elementAt(sorts, ["layout", 1, "section"])?.path).toEqual(["layout", 1]);
    expect(elementAt(sorts, ["title"])).toBeNull();
  });

  it("are not found in what every object has", () => {
    expect(find(form, ["fields", "constructor"])).toBeUndefined();
    expect(find(form, ["layout", 0, "fields", 1])).toBe("urgency");
  });

  it("compare with the order of keys", () => {
    expect(same({ a: 1, b: [2] }, { a: 1, b: [2] })).toBe(true);
    expect(same({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(false);
  });
});
