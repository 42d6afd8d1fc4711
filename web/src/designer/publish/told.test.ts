import { describe, expect, it } from "vitest";
import type { Detail, Effect, PartChange, Publication } from "./queries";
import { linesOf, placeOf, takenBack } from "./told";

function detail(at: (string | number)[], what = "x"): Detail {
  return { how: "changed", what, before: "a", after: "b", at };
}

function effect(path: string, accept = false): Effect {
  return { path, code: "effect", message: path, accept: accept ? path : null, sample: [] };
}

function part(more: Partial<PartChange>): PartChange {
  return {
    part: "forms",
    kind: "form",
    key: "ticket",
    label: "服务工单",
    change: "changed",
    state: "runs",
    detail: [],
    diff: [],
    details: [],
    effects: [],
    ...more,
  };
}

describe("lines of a change set", () => {
  it("count differences, and whole parts once", () => {
    const changes = [
      part({ details: [detail(["phone"]), detail(["email"])] }),
      part({ key: "customer", change: "added" }),
      part({ key: "old", change: "removed" }),
      part({ key: "same", change: "unchanged" }),
    ];
    expect(linesOf(changes).length).toBe(4);
  });

  it("put each effect beside the difference it comes from", () => {
    const [first, second] = linesOf([
      part({
        details: [detail(["phone"]), detail(["email"])],
        effects: [effect("forms.ticket.fields.email", true), effect("forms.ticket")],
      }),
    ]);
    expect(first?.effects).toEqual([]);
    expect(second?.effects.map((each) => each.path)).toEqual([
      "forms.ticket.fields.email",
      "forms.ticket",
    ]);
  });

  it("tell an effect once though several differences are about its element", () => {
    const lines = linesOf([
      part({
        details: [detail(["email"], "type"), detail(["email"], "label")],
        effects: [effect("forms.ticket.fields.email")],
      }),
    ]);
    expect(lines.map((line) => line.effects.length)).toEqual([1, 0]);
  });
});

describe("addresses of designers", () => {
  it("lead to the artefact and the place", () => {
    expect(placeOf("desk", { kind: "flow", key: "f", at: ["nodes", "handle"] })).toBe(
      "/studio/desk/flows/f?at=nodes.handle",
    );
  });
});

describe("publications that are taken back", () => {
  const made = (id: string, takes_back: string | null = null, state = "done") =>
    ({ id, takes_back, state }) as Publication;

  it("are those which a later one took back, unless that one was taken back as well", () => {
    expect(takenBack([made("c", "b"), made("b"), made("a")])).toEqual(new Set(["b"]));
    expect(takenBack([made("d", "c"), made("c", "b"), made("b")])).toEqual(new Set(["c"]));
    expect(takenBack([made("e", "d"), made("d", "c"), made("c", "b"), made("b")])).toEqual(
      new Set(["d", "b"]),
    );
  });

  it("are none where that failed or has not happened yet", () => {
    expect(takenBack([made("c", "b", "failed"), made("d", "b", "waiting"), made("b")]).size).toBe(
      0,
    );
  });
});
