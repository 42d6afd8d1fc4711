// @vitest-environment node
import { beforeAll, describe, expect, it } from "vitest";
import { apply, type Document, type Operation } from "../../../designer/document";
import { firstFlow } from "../../../designer/first-flow";
import { allWays, type Flow, readFlow, waysOf } from "../graph/flow";
import { FLOW_SORTS, speak, TICKET_FLOW, testDesk, troubles } from "../testing/desk";
import { randomEdit, randomOf, spotOf } from "../testing/random";
import { newDue } from "./defaults";
import { type Desk, type Edit, isRefused, type Result } from "./edit";
import { duplicateNode, insertNode, pasteNode } from "./insert";
import {
  addAssignment,
  addLine,
  addOutcome,
  leadTo,
  moveLine,
  removeAssignment,
  removeLine,
  removeOutcome,
} from "./lines";
import { moveBy, moveNode } from "./move";
import { removeNode } from "./remove";

beforeAll(() => speak());

const testFlow = (...made: Parameters<typeof firstFlow>) => firstFlow(...made) as unknown as Flow;

interface Ran {
  flow: Flow;
  document: Document;
  undo: Operation[];
}

function run(document: Document, edit: Edit): Ran {
  const undo: Operation[] = [];
  let now = document;
  for (const operation of edit.operations) {
    const edited = apply(FLOW_SORTS, now, operation);
    undo.unshift(edited.inverse);
    now = edited.document;
  }
  return { flow: readFlow(now), document: now, undo };
}

function back({ document, undo }: Ran): Document {
  return undo.reduce((now, operation) => apply(FLOW_SORTS, now, operation).document, document);
}

/** Carries the edit out, sees that it can be taken back to the letter, answers the flow after it. */
function after(flow: Flow, result: Result): Flow {
  if (isRefused(result)) throw new Error(result.refused);
  const ran = run(flow as unknown as Document, result);
  expect(JSON.stringify(back(ran))).toBe(JSON.stringify(flow));
  expect(result.label).not.toMatch(/^flows\./);
  return ran.flow;
}

const way = (flow: Flow, id: string) => {
  const found = allWays(flow).find((each) => each.id === id);
  if (!found) throw new Error(id);
  return found;
};
const targets = (flow: Flow, key: string) =>
  waysOf(key, flow.nodes[key] as Flow["nodes"][string]).map((each) => each.target);
const refusal = (result: Result) => (isRefused(result) ? result.refused : undefined);

describe("a new flow", () => {
  it("starts as 提交 → 处理 → 归档 and runs as it is", () => {
    const flow = testFlow({ "zh-CN": "流程" }, "ticket", testDesk().scene);
    expect(Object.keys(flow.nodes)).toEqual(["start", "handle", "archive"]);
    expect(troubles(flow)).toEqual([]);
    expect(flow.nodes.handle?.claimed?.set).toEqual({
      status: "processing",
      assignee: { actor: true },
    });
    expect(flow.nodes.handle?.outcomes?.done).toEqual({
      name: { "zh-CN": "已解决", en: "Solved" },
      set: { status: "solved" },
      to: "archive",
    });
    expect(flow.nodes.archive?.set).toEqual({ status: "closed" });
  });

  it("with a confirmation put in is the running example", () => {
    const flow = testFlow(TICKET_FLOW.name, "ticket", testDesk().scene);
    const built = after(
      flow,
      insertNode(flow, spotOf(way(flow, "handle.done")), "confirm", testDesk()),
    );
    expect(Object.keys(built.nodes)).toEqual(["start", "handle", "confirm", "archive"]);
    expect(built.nodes.confirm).toEqual(TICKET_FLOW.nodes.confirm);
    expect(built.nodes.archive).toEqual(TICKET_FLOW.nodes.archive);
  });
});

describe("putting a step in", () => {
  it("a task after another one does not take the record away from who worked on it", () => {
    const edit = insertNode(
      TICKET_FLOW,
      spotOf(way(TICKET_FLOW, "handle.done")),
      "task",
      testDesk(),
    );
    const flow = after(TICKET_FLOW, edit);
    const second = flow.nodes[targets(flow, "handle")[0] as string];
    expect(second?.claimed?.set).toEqual({ status: "processing" });
  });

  it.each(["task", "confirm", "cc", "branch", "wait", "action"])(
    "%s: the way leads through it",
    (type) => {
      const edit = insertNode(
        TICKET_FLOW,
        spotOf(way(TICKET_FLOW, "confirm.confirmed")),
        type,
        testDesk(),
      );
      const flow = after(TICKET_FLOW, edit);
      const key = targets(flow, "confirm")[0] as string;
      expect(flow.nodes[key]?.type).toBe(type);
      expect(targets(flow, key)).toContain("archive");
      expect(troubles(flow)).toEqual([]);
      expect((edit as Edit).select).toEqual([["nodes", key]]);
    },
  );

  it("before another task is called differently and solves nothing yet", () => {
    const flow = after(
      TICKET_FLOW,
      insertNode(TICKET_FLOW, spotOf(way(TICKET_FLOW, "start.to")), "task", testDesk()),
    );
    const key = targets(flow, "start")[0] as string;
    expect(flow.nodes[key]?.name).toEqual({ "zh-CN": "处理 2", en: "Handle 2" });
    expect(flow.nodes[key]?.outcomes?.done).toEqual({
      name: { "zh-CN": "完成", en: "Done" },
      to: "handle",
    });
    expect(troubles(flow)).toEqual([]);
  });

  it("on a way back leaves nobody the work is given back to, unless a task follows", () => {
    const flow = after(
      TICKET_FLOW,
      insertNode(TICKET_FLOW, spotOf(way(TICKET_FLOW, "confirm.rejected")), "cc", testDesk()),
    );
    expect(flow.nodes.confirm?.outcomes?.rejected).not.toHaveProperty("assign");
    expect(troubles(flow)).toEqual([]);
  });

  it("refuses an end where the rest could not be reached any more", () => {
    const edit = insertNode(
      TICKET_FLOW,
      spotOf(way(TICKET_FLOW, "handle.done")),
      "end",
      testDesk(),
    );
    expect(refusal(edit)).toBe("在这里结束，后面的步骤就走不到了。");
  });

  it("never gives a key again that was published", () => {
    const isUsed: Desk["isUsed"] = (element, at) => element === "node" && at[0] === "cc";
    const edit = insertNode(TICKET_FLOW, spotOf(way(TICKET_FLOW, "handle.done")), "cc", {
      ...testDesk(),
      isUsed,
    });
    expect((edit as Edit).select).toEqual([["nodes", "cc_2"]]);
  });
});

describe("taking a step out", () => {
  it("closes the gap, and a no that leads nowhere goes", () => {
    const flow = after(TICKET_FLOW, removeNode(TICKET_FLOW, "handle", testDesk()));
    expect(targets(flow, "start")).toEqual(["confirm"]);
    expect(Object.keys(flow.nodes.confirm?.outcomes ?? {})).toEqual(["confirmed"]);
    expect(troubles(flow)).toEqual([]);
  });

  it("takes a branch with the columns only it led to", () => {
    let flow = after(
      TICKET_FLOW,
      insertNode(TICKET_FLOW, spotOf(way(TICKET_FLOW, "handle.done")), "branch", testDesk()),
    );
    flow = after(flow, insertNode(flow, spotOf(way(flow, "branch.line_1")), "wait", testDesk()));
    flow = after(flow, insertNode(flow, spotOf(way(flow, "branch.line_2")), "cc", testDesk()));
    const edit = removeNode(flow, "branch", testDesk());
    expect((edit as Edit).label).toBe("删除「条件分支」和后面的 1 步");
    const without = after(flow, edit);
    expect(Object.keys(without.nodes)).toEqual(["start", "handle", "cc", "confirm", "archive"]);
    expect(troubles(without)).toEqual([]);
  });

  it("refuses the start and the last end", () => {
    expect(refusal(removeNode(TICKET_FLOW, "start", testDesk()))).toBe(
      "流程只有一个开始，不能增减。",
    );
    expect(refusal(removeNode(TICKET_FLOW, "archive", testDesk()))).toBe("流程至少要有一个结束。");
  });
});

describe("moving a step", () => {
  it("brings it to another way and closes up behind it", () => {
    const flow = after(
      TICKET_FLOW,
      moveNode(TICKET_FLOW, "confirm", spotOf(way(TICKET_FLOW, "start.to")), testDesk()),
    );
    expect([targets(flow, "start"), targets(flow, "confirm")[0], targets(flow, "handle")]).toEqual([
      ["confirm"],
      "handle",
      ["archive"],
    ]);
    expect(troubles(flow)).toEqual([]);
  });

  it("up and down with the keyboard, there and back", () => {
    const up = after(TICKET_FLOW, moveBy(TICKET_FLOW, "confirm", -1, testDesk()));
    expect(targets(up, "start")).toEqual(["confirm"]);
    const down = after(up, moveBy(up, "confirm", 1, testDesk()));
    expect(targets(down, "start")).toEqual(["handle"]);
    expect(down.nodes.handle?.outcomes?.done?.to).toBe("confirm");
    expect(refusal(moveBy(TICKET_FLOW, "handle", -1, testDesk()))).toBe("不能再往那边移了。");
  });

  it("says so when it is there already", () => {
    expect(
      refusal(
        moveNode(TICKET_FLOW, "confirm", spotOf(way(TICKET_FLOW, "handle.done")), testDesk()),
      ),
    ).toBe("已经在这里了。");
  });
});

describe("copies", () => {
  it("of copies go on counting, put in or doubled", () => {
    const second = after(TICKET_FLOW, duplicateNode(TICKET_FLOW, "handle", testDesk()));
    const third = after(second, duplicateNode(second, "handle_2", testDesk()));
    expect(third.nodes.handle_3?.name).toEqual({ "zh-CN": "处理 3", en: "Handle 3" });
    const fourth = after(
      third,
      insertNode(third, spotOf(way(third, "start.to")), "task", testDesk()),
    );
    const key = targets(fourth, "start")[0] as string;
    expect(fourth.nodes[key]?.name).toEqual({ "zh-CN": "处理 4", en: "Handle 4" });
  });

  it("stand behind the original", () => {
    const flow = after(TICKET_FLOW, duplicateNode(TICKET_FLOW, "handle", testDesk()));
    expect(flow.nodes.handle?.outcomes?.done?.to).toBe("handle_2");
    expect(flow.nodes.handle_2?.outcomes?.done?.to).toBe("confirm");
    expect(flow.nodes.handle_2?.name).toEqual({ "zh-CN": "处理 2", en: "Handle 2" });
    expect(troubles(flow)).toEqual([]);
  });

  it("of another flow lead on where their steps are missing", () => {
    const other = testFlow("别的", "ticket", testDesk().scene);
    const node = TICKET_FLOW.nodes.confirm as Flow["nodes"][string];
    const flow = after(other, pasteNode(other, spotOf(way(other, "start.to")), node, testDesk()));
    expect(targets(flow, "confirm")).toEqual(["handle", "handle"]);
    expect(troubles(flow)).toEqual([]);
  });
});

describe("lines and outcomes", () => {
  const branched = () =>
    after(
      TICKET_FLOW,
      insertNode(TICKET_FLOW, spotOf(way(TICKET_FLOW, "handle.done")), "branch", testDesk()),
    );

  it("a branch gets more conditions, in any order, and goes with the last", () => {
    let flow = after(branched(), addLine(branched(), "branch", testDesk()));
    expect(flow.nodes.branch?.lines?.map((line) => line.when?.value)).toEqual([
      "product",
      "support",
      undefined,
    ]);
    flow = after(flow, moveLine(flow, "branch", "branch", 1, 0, testDesk()));
    expect(flow.nodes.branch?.lines?.map((line) => line.when?.value)).toEqual([
      "support",
      "product",
      undefined,
    ]);
    flow = after(flow, removeLine(flow, "branch", 0, testDesk()));
    flow = after(flow, removeLine(flow, "branch", 0, testDesk()));
    expect(flow.nodes).not.toHaveProperty("branch");
    expect(troubles(flow)).toEqual([]);
  });

  it("智能分配 gets a condition and gives it away again", () => {
    const flow = after(TICKET_FLOW, addAssignment(TICKET_FLOW, "handle", testDesk()));
    expect(flow.nodes.handle?.assign?.map((line) => line.when?.value)).toEqual([
      "support",
      "complaint",
      "product",
      undefined,
    ]);
    const less = after(flow, removeAssignment(flow, "handle", 0, testDesk()));
    expect(less.nodes.handle?.assign).toHaveLength(3);
    expect(refusal(removeAssignment(flow, "handle", 3, testDesk()))).toBe(
      "「其他情况」总在最后，不能动。",
    );
    expect(refusal(moveLine(flow, "assignment", "handle", 3, 0, testDesk()))).toBe(
      "「其他情况」总在最后，不能动。",
    );
  });

  it("an outcome is added, led elsewhere, taken away with what it led to", () => {
    let flow = after(TICKET_FLOW, addOutcome(TICKET_FLOW, "handle", testDesk()));
    expect(targets(flow, "handle")).toEqual(["confirm", "confirm"]);
    flow = after(flow, leadTo(flow, way(flow, "handle.outcome"), "archive", testDesk()));
    expect(troubles(flow)).toEqual([]);
    flow = after(flow, insertNode(flow, spotOf(way(flow, "handle.outcome")), "cc", testDesk()));
    const edit = removeOutcome(flow, "handle", "outcome", testDesk());
    expect((edit as Edit).label).toBe("删除结果「新结果」和后面的 1 步");
    expect(Object.keys(after(flow, edit).nodes)).toEqual(Object.keys(TICKET_FLOW.nodes));
    expect(refusal(removeOutcome(TICKET_FLOW, "handle", "done", testDesk()))).toBe(
      "至少要留一个结果。",
    );
  });

  it("what happens by itself falls back on another outcome, and the last way on stays", () => {
    expect(refusal(removeOutcome(TICKET_FLOW, "confirm", "confirmed", testDesk()))).toBe(
      "这样一来，有的步骤会走不到或者走不到结束。",
    );
    let flow = after(TICKET_FLOW, addOutcome(TICKET_FLOW, "confirm", testDesk()));
    flow = after(flow, removeOutcome(flow, "confirm", "confirmed", testDesk()));
    expect(flow.nodes.confirm?.auto?.outcome).toBe("outcome");
  });

  it("what is taken where nobody is there falls back on another outcome", () => {
    const handle = TICKET_FLOW.nodes.handle as Flow["nodes"][string];
    const skipping = { ...handle, nobody: { skip: "done" } };
    let flow: Flow = { ...TICKET_FLOW, nodes: { ...TICKET_FLOW.nodes, handle: skipping } };
    flow = after(flow, addOutcome(flow, "handle", testDesk()));
    flow = after(flow, removeOutcome(flow, "handle", "done", testDesk()));
    expect(flow.nodes.handle?.nobody).toEqual({ skip: "outcome" });
  });
});

describe("any sequence of edits", () => {
  it.each(Array.from({ length: 150 }, (_, seed) => seed))(
    "%i keeps the flow sound and is undone to the letter",
    (seed) => {
      const random = randomOf(seed);
      let document = TICKET_FLOW as unknown as Document;
      const undo: Operation[] = [];
      for (let step = 0; step < 25; step += 1) {
        const flow = readFlow(document);
        const result = randomEdit(flow, testDesk(), random, false);
        if (isRefused(result)) continue;
        const ran = run(document, result);
        expect(
          troubles(ran.flow),
          `step ${step}: ${result.label} of ${JSON.stringify(flow)}`,
        ).toEqual([]);
        undo.unshift(...ran.undo);
        document = ran.document;
      }
      const first = undo.reduce((now, each) => apply(FLOW_SORTS, now, each).document, document);
      expect(JSON.stringify(first)).toBe(JSON.stringify(TICKET_FLOW));
    },
  );

  it.each(Array.from({ length: 60 }, (_, seed) => seed))(
    "%i with ways led anywhere is undone to the letter",
    (seed) => {
      const random = randomOf(seed + 1000);
      let document = TICKET_FLOW as unknown as Document;
      const undo: Operation[] = [];
      for (let step = 0; step < 25; step += 1) {
        const result = randomEdit(readFlow(document), testDesk(), random, true);
        if (isRefused(result)) continue;
        const ran = run(document, result);
        undo.unshift(...ran.undo);
        document = ran.document;
      }
      const first = undo.reduce((now, each) => apply(FLOW_SORTS, now, each).document, document);
      expect(JSON.stringify(first)).toBe(JSON.stringify(TICKET_FLOW));
    },
  );
});

describe("what begins", () => {
  const scene = () => testDesk().scene;

  it("is due as the form promises its first response, and tells who oversees it when it is late", () => {
    const first_response = { hours: 2, time: "working", calendar: "office" };
    expect(newDue({ service: { first_response } }, "office", scene())).toEqual({
      ...first_response,
      until: "first_response",
      late: [{ action: "notify", to: { role: "supervisor" }, via: ["inapp"] }],
    });
    expect(newDue(undefined, undefined, scene())).toMatchObject({ hours: 2 });
  });

  it("goes to a team, then a role, that no line has yet", () => {
    let flow = readFlow(TICKET_FLOW);
    const seen = new Set<string>();
    for (let round = 0; round < 2; round += 1) {
      flow = after(flow, addAssignment(flow, "handle", testDesk()));
      const { team, role } = flow.nodes.handle?.assign?.at(-2) ?? {};
      expect(seen.has(`${team} ${role}`)).toBe(false);
      seen.add(`${team} ${role}`);
    }
  });
});
