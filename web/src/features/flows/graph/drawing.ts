/** What a flow is drawn from: boxes and lines in one plane, x to the right and y downwards, in pixels at 100 %. */
import type { Way } from "./flow";

export type Point = readonly [x: number, y: number];

/** Where a step may be put in: the ways that then lead to it, and where they led. */
export interface Spot {
  readonly ways: readonly Way[];
  readonly target: string;
}

/** A word on a line. */
export interface Pill {
  readonly text: string;
  /** Words before and after the bold ones, of a condition. */
  readonly parts?: readonly { readonly text: string; readonly strong: boolean }[];
  readonly tone: "outcome" | "condition" | "otherwise" | "auto" | "late";
  readonly icon?: "check" | "rejected" | "clock" | "bell";
  /** A quiet line below it. */
  readonly note?: string;
}

/** One of those among whom 智能分配 chooses. */
export interface Lane {
  readonly condition: Pill;
  readonly name: string;
  readonly detail: string;
  readonly bad: boolean;
}

export type BoxKind = "card" | "head" | "lane" | "pill" | "add" | "addLine";

export interface Box {
  readonly id: string;
  readonly kind: BoxKind;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The node it belongs to. */
  readonly node: string;
  readonly pill?: Pill;
  readonly way?: Way;
  readonly lane?: Lane;
  /** Place of the lane or line. */
  readonly place?: number;
  readonly spot?: Spot;
}

export interface Line {
  readonly id: string;
  readonly points: readonly Point[];
  readonly dashed?: boolean;
  readonly arrow?: boolean;
  readonly late?: boolean;
  /** The way it shows, where it shows only one. */
  readonly way?: string;
}

export interface Drawing {
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
}

/** What the layout must know of how nodes and ways look. */
export interface Look {
  size(node: string): { readonly width: number; readonly height: number };
  /** Whether the node is the head of a fork rather than a card. */
  isHead(node: string): boolean;
  pill(way: Way): Pill | undefined;
  lanes(node: string): readonly Lane[] | undefined;
  /** What hangs at the side of a card: what happens when it is late. */
  aside(node: string): Pill | undefined;
  /** What happens by itself, drawn dashed to where the way leads. */
  auto(node: string): { readonly pill: Pill; readonly way: Way } | undefined;
  /** Width of the head above lanes. */
  readonly assignWidth: number;
  /** Width of a pill. */
  width(pill: Pill): number;
}

/** Rounded corners of a line, as the data of an SVG path. */
export function pathOf(points: readonly Point[], radius = 10): string {
  const [first, ...rest] = points;
  if (!first) return "";
  let path = `M${first[0]} ${first[1]}`;
  let before = first;
  rest.forEach((here, place) => {
    const after = rest[place + 1];
    if (!after) {
      path += `L${here[0]} ${here[1]}`;
      return;
    }
    const bend = Math.min(radius, distance(before, here) / 2, distance(here, after) / 2);
    const into = towards(here, before, bend);
    const out = towards(here, after, bend);
    path += `L${into[0]} ${into[1]}Q${here[0]} ${here[1]} ${out[0]} ${out[1]}`;
    before = here;
  });
  return path;
}

function distance(one: Point, other: Point): number {
  return Math.hypot(other[0] - one[0], other[1] - one[1]);
}

function towards(from: Point, to: Point, by: number): Point {
  const whole = distance(from, to) || 1;
  return [from[0] + ((to[0] - from[0]) * by) / whole, from[1] + ((to[1] - from[1]) * by) / whole];
}
