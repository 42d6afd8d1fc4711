/** Lines of a branch or of 智能分配, outcomes, and where they lead. */

import { both, someone } from "../../../designer/first-flow";
import type { AssignLine, BranchLine, Flow, Way } from "../graph/flow";
import { waysOf } from "../graph/flow";
import { nodeName } from "../words/card";
import { local } from "../words/scene";
import { OVERSEER, someCondition } from "./defaults";
import { type Desk, done, freshOutcome, onward, type Result } from "./edit";
import { removeNode } from "./remove";
import { breaks } from "./sound";
import { Work } from "./work";

/** One more condition, before the line for everything else; its column begins empty. */
export function addLine(flow: Flow, key: string, desk: Desk): Result {
  const { scene } = desk;
  const lines = flow.nodes[key]?.lines ?? [];
  const place = beforeRest(lines);
  const to = meeting(flow, key) ?? lines.at(-1)?.to ?? "";
  const work = new Work(flow);
  const when = someCondition(
    scene,
    lines.map((line) => line.when),
  );
  work.addTo("branch", key, place, { when, to });
  return done(work, scene.t("flows.did.add_line"), key);
}

/** Takes a condition and its column away; with the last condition the branch itself goes. */
export function removeLine(flow: Flow, key: string, place: number, desk: Desk): Result {
  const { scene } = desk;
  const lines = flow.nodes[key]?.lines ?? [];
  if (!lines[place] || lines[place].otherwise)
    return { refused: scene.t("flows.refused.rest_stays") };
  if (lines.length <= 2) return removeNode(flow, key, desk);
  const work = new Work(flow);
  work.removeFrom("branch", key, place);
  const more = work.prune(flow);
  if (breaks(flow, work.flow)) return { refused: scene.t("flows.refused.breaks") };
  const label = more
    ? scene.t("flows.did.remove_line_more", { n: more })
    : scene.t("flows.did.remove_line");
  return done(work, label, key);
}

/** Brings a line to another place; the line for everything else stays the last. */
export function moveLine(
  flow: Flow,
  element: "branch" | "assignment",
  key: string,
  from: number,
  to: number,
  desk: Desk,
): Result {
  const node = flow.nodes[key];
  const lines: readonly (BranchLine | AssignLine)[] =
    (element === "branch" ? node?.lines : node?.assign) ?? [];
  const last = lines.at(-1)?.otherwise ? lines.length - 2 : lines.length - 1;
  const place = Math.min(Math.max(to, 0), last);
  if (lines[from]?.otherwise) return { refused: desk.scene.t("flows.refused.rest_stays") };
  if (place === from || !lines[from])
    return { refused: desk.scene.t("flows.refused.there_already") };
  const work = new Work(flow);
  work.moveIn(element, key, from, place);
  return done(work, desk.scene.t("flows.did.move_line"), key);
}

/** One more condition of 智能分配. */
export function addAssignment(flow: Flow, key: string, desk: Desk): Result {
  const { scene } = desk;
  const lines = flow.nodes[key]?.assign ?? [];
  const work = new Work(flow);
  const when = someCondition(
    scene,
    lines.map((line) => line.when),
  );
  const line: AssignLine = { when, ...nobodyYet(lines, desk), by: "claim" };
  work.addTo("assignment", key, beforeRest(lines), line);
  return done(work, scene.t("flows.did.add_assignment"), key);
}

export function removeAssignment(flow: Flow, key: string, place: number, desk: Desk): Result {
  const { scene } = desk;
  const lines = flow.nodes[key]?.assign ?? [];
  if (!lines[place] || lines[place].otherwise)
    return { refused: scene.t("flows.refused.rest_stays") };
  const work = new Work(flow);
  work.removeFrom("assignment", key, place);
  return done(work, scene.t("flows.did.remove_assignment"), key);
}

/** A team that no line has yet, else a role that none has, whoever oversees the work first. */
function nobodyYet(
  lines: readonly AssignLine[],
  { scene }: Desk,
): Pick<AssignLine, "team" | "role"> {
  const teams = new Set(lines.map((line) => line.team));
  const team = scene.teams.find((each) => !teams.has(each.key));
  if (team) return { team: team.key };
  const roles = new Set(lines.map((line) => line.role));
  const role = [...scene.roles]
    .sort((one, other) => Number(other.key === OVERSEER) - Number(one.key === OVERSEER))
    .find((each) => !roles.has(each.key));
  return role ? { role: role.key } : someone(scene);
}

function beforeRest(lines: readonly { readonly otherwise?: true }[]): number {
  const place = lines.findIndex((line) => line.otherwise);
  return place < 0 ? lines.length : place;
}

/** Where the columns of a branch meet. */
function meeting(flow: Flow, key: string): string | undefined {
  const targets = (flow.nodes[key]?.lines ?? []).map((line) => line.to);
  const [first, ...rest] = targets.map((target) => chain(flow, target));
  return first?.find((each) => rest.every((other) => other.includes(each)));
}

/** A node and what follows it, nearest first. */
function chain(flow: Flow, begin: string): readonly string[] {
  const found: string[] = [];
  for (const queue = [begin]; queue.length; ) {
    const key = queue.shift() as string;
    const node = flow.nodes[key];
    if (!node || found.includes(key)) continue;
    found.push(key);
    queue.push(
      ...waysOf(key, node)
        .filter((way) => !way.previous)
        .map((way) => way.target),
    );
  }
  return found;
}

/** One more button, that leads on as the first does. */
export function addOutcome(flow: Flow, key: string, desk: Desk): Result {
  const { scene } = desk;
  const node = flow.nodes[key];
  const to = onward(flow, key)?.target;
  if (!node?.outcomes || to === undefined)
    return { refused: scene.t("flows.refused.leads_nowhere") };
  const name = freshOutcome(flow, key, "outcome", desk);
  const work = new Work(flow);
  work.addOutcome(key, name, { name: both("flows.new.outcome", scene), to });
  const label = scene.t("flows.did.add_outcome", { node: nodeName(node, scene) });
  return { ...done(work, label), select: [["nodes", key, "outcomes", name]] };
}

export function removeOutcome(flow: Flow, key: string, outcome: string, desk: Desk): Result {
  const { scene } = desk;
  const outcomes = flow.nodes[key]?.outcomes ?? {};
  if (Object.keys(outcomes).length < 2) return { refused: scene.t("flows.refused.last_outcome") };
  const work = new Work(flow);
  work.removeOutcome(key, outcome);
  const more = work.prune(flow);
  if (breaks(flow, work.flow)) return { refused: scene.t("flows.refused.breaks") };
  const name = local(outcomes[outcome]?.name, scene.language);
  const label = more
    ? scene.t("flows.did.remove_outcome_more", { name, n: more })
    : scene.t("flows.did.remove_outcome", { name });
  return done(work, label, key);
}

/** Lets a way lead to another step. What it led to stays, even where nothing leads there any more. */
export function leadTo(flow: Flow, way: Way, target: string, desk: Desk): Result {
  const { scene } = desk;
  if (way.target === target) return { refused: scene.t("flows.refused.there_already") };
  if (flow.nodes[target]?.type === "start")
    return { refused: scene.t("flows.refused.not_to_start") };
  const work = new Work(flow);
  work.lead(way, target);
  return done(
    work,
    scene.t("flows.did.lead", { name: nodeName(flow.nodes[target], scene) }),
    way.from,
  );
}
