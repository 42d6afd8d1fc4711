/** What one file per node type says of its look and its panel. Types without a file get the generated panel. */
import type { ComponentType } from "react";
import type { IconName } from "../../../app/icon";

export interface PanelProps {
  /** Key of the node. */
  node: string;
}

export interface FaceTab {
  /** Key of its word below `flows.tab`. */
  key: string;
  /** Properties of the node whose problems and places belong to it. */
  at: readonly string[];
  Panel: ComponentType<PanelProps>;
}

export interface NodeFace {
  icon: IconName;
  tone: "flow" | "board" | "end" | "form" | "rule" | "plain";
  tabs: readonly FaceTab[];
}

const files = import.meta.glob<NodeFace>(["./*.tsx", "!./*.test.tsx"], {
  eager: true,
  import: "face",
});

/** By node type, as the file is called. */
const faces: Readonly<Record<string, NodeFace>> = Object.fromEntries(
  Object.entries(files).map(([path, face]) => [path.slice(2, -".tsx".length), face]),
);

export function faceOf(type: string): NodeFace | undefined {
  return faces[type];
}

export function iconOf(type: string): IconName {
  return faces[type]?.icon ?? "spark";
}

/** The tab a place of the node belongs to. */
export function tabAt(face: NodeFace, property: unknown): string | undefined {
  return face.tabs.find((tab) => tab.at.includes(String(property)))?.key;
}
