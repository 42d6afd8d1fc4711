// @vitest-environment node
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { apply, type Document } from "../../../designer/document";
import { firstFlow } from "../../../designer/first-flow";
import { readFlow } from "../graph/flow";
import { deskScene, FLOW_SORTS, speak, TICKET_FLOW, testDesk } from "../testing/desk";
import { randomEdit, randomOf } from "../testing/random";
import { isRefused } from "./edit";

/** Flows that came out of edits; `tests/flows/test_edited_flows.py` sees that the server accepts each of them. */
const SHARED = join(import.meta.dirname, "../../../../../tests/flows/edited_flows.json");

beforeAll(() => speak());

function edited(seed: number): Document {
  const random = randomOf(seed + 500);
  const scene = deskScene();
  const first = seed % 2 ? TICKET_FLOW : firstFlow(TICKET_FLOW.name, "ticket", scene);
  let document = first as unknown as Document;
  for (let step = 0; step < 10; step += 1) {
    const result = randomEdit(readFlow(document), testDesk(), random, false);
    if (isRefused(result)) continue;
    for (const each of result.operations) document = apply(FLOW_SORTS, document, each).document;
  }
  return document;
}

it("flows that came out of edits are those the server was asked about", () => {
  const flows = Array.from({ length: 40 }, (_, seed) => edited(seed));
  if (process.env.HELPWRIGHT_WRITE) writeFileSync(SHARED, `${JSON.stringify(flows)}\n`);
  expect(JSON.parse(readFileSync(SHARED, "utf8"))).toEqual(JSON.parse(JSON.stringify(flows)));
});
