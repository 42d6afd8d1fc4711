// @vitest-environment node
import { beforeAll, describe, expect, it } from "vitest";
import { apply, type Document } from "../../../designer/document";
import { isRefused } from "../edits/edit";
import { canMove } from "../edits/move";
import { deskScene, FLOW_SORTS, speak, TICKET_FLOW, testDesk } from "../testing/desk";
import { randomEdit, randomOf } from "../testing/random";
import { lookOf } from "../words/look";
import type { Box, Drawing } from "./drawing";
import { allWays, type Flow, readFlow } from "./flow";
import { drawFlow } from "./layout";
import { treeOf, waysBack } from "./tree";

beforeAll(() => speak());

const draw = (flow: Flow): Drawing => drawFlow(treeOf(flow), lookOf(flow, deskScene()));
const box = (drawing: Drawing, id: string): Box => {
  const found = drawing.boxes.find((each) => each.id === id);
  if (!found) throw new Error(`${id} is not drawn`);
  return found;
};
const middle = (each: Box) => each.x + each.width / 2;

/** A trunk of so many tasks. */
function trunk(count: number): Flow {
  const task = (at: number) => ({
    type: "task",
    name: `${at}`,
    outcomes: { done: { name: "done", to: at === count - 1 ? "end" : `n${at + 1}` } },
  });
  const tasks = Array.from({ length: count }, (_, at) => [`n${at}`, task(at)]);
  const nodes = { start: { type: "start", to: "n0" }, ...Object.fromEntries(tasks) };
  return { ...TICKET_FLOW, nodes: { ...nodes, end: { type: "end" } } } as Flow;
}

describe("a trunk of 1,000 steps", () => {
  it("is drawn whole, each step below the one before it", () => {
    const drawing = draw(trunk(1_000));
    const cards = drawing.boxes.filter((each) => each.kind === "card");
    expect(cards).toHaveLength(1_002);
    expect(cards.every((each, at) => at === 0 || each.y > (cards[at - 1]?.y ?? 0))).toBe(true);
    expect(drawing.height).toBeGreaterThanOrEqual(Math.max(...cards.map((each) => each.y)));
  });

  it("is looked through once, however many cards ask where they may go", () => {
    const flow = trunk(1_000);
    expect(waysBack(flow)).toBe(waysBack(flow));
    expect(Object.keys(flow.nodes).filter((key) => canMove(flow, key))).toHaveLength(1_000);
  });
});

describe("the approval tree", () => {
  it("of the running example is one trunk with one way back", () => {
    const tree = treeOf(TICKET_FLOW);
    expect(tree.trunk.map((block) => block.node)).toEqual([
      "start",
      "handle",
      "confirm",
      "archive",
    ]);
    expect(tree.side.map((way) => way.id)).toEqual(["confirm.rejected"]);
    expect(tree.loose).toEqual([]);
  });

  it("forks and comes together again", () => {
    const flow: Flow = {
      ...TICKET_FLOW,
      nodes: {
        start: { type: "start", to: "fork" },
        fork: {
          type: "branch",
          lines: [
            { when: { field: "urgency", op: "filled" }, to: "a" },
            { otherwise: true, to: "end" },
          ],
        },
        a: { type: "wait", for: { days: 1 }, to: "end" },
        end: { type: "end" },
      },
    };
    const [, fork] = treeOf(flow).trunk;
    expect(fork?.fork?.map((column) => column.blocks.map((block) => block.node))).toEqual([
      ["a"],
      [],
    ]);
    expect(treeOf(flow).trunk.map((block) => block.node)).toEqual(["start", "fork", "end"]);
  });

  it("shows steps that nothing leads to beside it", () => {
    const nodes = {
      ...TICKET_FLOW.nodes,
      alone: { type: "wait", for: { days: 1 }, to: "archive" },
    };
    const tree = treeOf({ ...TICKET_FLOW, nodes });
    expect(tree.loose.map((blocks) => blocks.map((block) => block.node))).toEqual([["alone"]]);
    expect(tree.side.map((way) => way.id)).toEqual(["confirm.rejected", "alone.to"]);
  });
});

describe("the drawing", () => {
  it("of the running example stands on one axis, with the return at the right and what happens by itself at the left", () => {
    const drawing = draw(TICKET_FLOW);
    const cards = ["start", "handle", "confirm", "archive"].map((key) => box(drawing, key));
    for (const card of cards) expect(middle(card)).toBeCloseTo(middle(cards[0] as Box), 5);
    expect(box(drawing, "confirm.rejected~pill").x).toBeGreaterThan((cards[1]?.x ?? 0) + 320);
    expect(box(drawing, "confirm~auto~pill").x).toBeLessThan(cards[2]?.x ?? 0);
    expect(box(drawing, "handle~late").pill?.text).toBe("超时告诉主管");
    const lanes = drawing.boxes.filter((each) => each.kind === "lane");
    expect(lanes.map((each) => [each.lane?.name, each.lane?.detail, each.lane?.bad])).toEqual([
      ["技术支持组", "6 人，谁先认领谁处理", false],
      ["主管", "还没有成员，没人能接", true],
      ["客服部", "9 人，谁先认领谁处理", false],
    ]);
    const auto = drawing.lines.find((line) => line.id === "confirm~auto");
    expect(auto).toMatchObject({ dashed: true, arrow: true });
  });

  it.each(Array.from({ length: 120 }, (_, seed) => seed))(
    "of any flow shows each step once, each way, and no two cards over each other (%i)",
    (seed) => {
      const random = randomOf(seed + 7000);
      let document = TICKET_FLOW as unknown as Document;
      for (let step = 0; step < 18; step += 1) {
        const result = randomEdit(readFlow(document), testDesk(), random, seed % 2 === 0);
        if (isRefused(result)) continue;
        for (const each of result.operations) document = apply(FLOW_SORTS, document, each).document;
      }
      const flow = readFlow(document);
      const drawing = draw(flow);
      const solid = drawing.boxes.filter((each) => each.kind !== "addLine");
      const own = solid.filter((each) => each.id === each.node);
      expect(own.map((each) => each.node).sort()).toEqual(Object.keys(flow.nodes).sort());
      const shown = new Set(
        drawing.boxes.flatMap((each) => each.spot?.ways.map((way) => way.id) ?? []),
      );
      for (const way of allWays(flow)) expect(shown, JSON.stringify(flow)).toContain(way.id);
      const cards = solid.filter((each) => each.kind !== "add");
      for (const [place, one] of cards.entries()) {
        for (const other of cards.slice(place + 1)) {
          const apart =
            one.x + one.width <= other.x + 0.5 ||
            other.x + other.width <= one.x + 0.5 ||
            one.y + one.height <= other.y + 0.5 ||
            other.y + other.height <= one.y + 0.5;
          expect(apart, `${one.id} over ${other.id} in ${JSON.stringify(flow)}`).toBe(true);
        }
      }
      for (const each of drawing.boxes) {
        expect(each.x).toBeGreaterThanOrEqual(-0.5);
        expect(each.x + each.width).toBeLessThanOrEqual(drawing.width + 0.5);
      }
    },
  );

  it("of 200 steps takes no time to speak of", () => {
    const nodes: Record<string, Flow["nodes"][string]> = { start: { type: "start", to: "s_0" } };
    for (let n = 0; n < 66; n += 1) {
      nodes[`s_${n}`] = {
        type: "branch",
        lines: [
          { when: { field: "urgency", op: "filled" }, to: `a_${n}` },
          { otherwise: true, to: `b_${n}` },
        ],
      };
      const to = n === 65 ? "end" : `s_${n + 1}`;
      nodes[`a_${n}`] = { type: "wait", for: { days: 1 }, to };
      nodes[`b_${n}`] = { type: "wait", for: { days: 1 }, to };
    }
    nodes.end = { type: "end" };
    const drawing = draw({ ...TICKET_FLOW, nodes });
    expect(drawing.boxes.filter((each) => each.id === each.node)).toHaveLength(200);
  });
});
