/** Blueprints as values: the shipped one, and what the product gives out. */

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../program.ts";
import type { Json } from "./compare.ts";

/** Reads YAML with the product's own library, since the browser's side has none. */
const READ =
  "import json, sys; from ruamel.yaml import YAML; json.dump(YAML(typ='safe').load(sys.stdin.read()), sys.stdout)";

export function readBlueprint(text: string): Json {
  const python = join(root, ".venv", "bin", "python");
  const { status, stdout, stderr } = spawnSync(python, ["-c", READ], {
    input: text,
    encoding: "utf8",
    env: { ...process.env, PYTHONIOENCODING: "utf-8", PYTHONUTF8: "1" },
  });
  if (status !== 0) {
    throw new Error(`The blueprint cannot be read: ${stderr}`);
  }
  return JSON.parse(stdout) as Json;
}

export function shippedBlueprint(): Json {
  return readBlueprint(readFileSync(join(root, "blueprints", "service_desk.yaml"), "utf8"));
}
