/**
 * Runs the journeys, two at a time where there are two cores: each has its own product, mail server and browser, and waits
 * for half of its time. A folder without journeys is a failure, and so is a machine without a browser. Pictures of every
 * screen land in output, traces of what failed in output/failed.
 *
 *     npm test                              all of them
 *     npm test -- journeys/browser.test.ts  only those named
 */

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { findBrowser } from "./browser.ts";

const root = join(import.meta.dirname, "..");
const named = process.argv.slice(2);
const files =
  named.length > 0
    ? named
    : readdirSync(join(root, "journeys"), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".test.ts"))
        .sort()
        .map((name) => join("journeys", name));

if (files.length === 0) {
  process.stderr.write("tests/e2e/journeys holds no *.test.ts file: nothing was tested.\n");
  process.exit(1);
}

try {
  await findBrowser();
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`The journeys need a browser. ${reason}\n`);
  process.exit(1);
}

const options = [
  `--test-concurrency=${Math.min(2, availableParallelism())}`,
  "--test-timeout=600000",
  "--test-reporter=spec",
];
const { status } = spawnSync(process.execPath, ["--test", ...options, ...files], {
  cwd: root,
  stdio: "inherit",
});
process.exit(status ?? 1);
