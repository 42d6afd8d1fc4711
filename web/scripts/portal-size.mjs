/**
 * Builds the web project and adds up what a stranger's phone downloads for them: the page, its icon, and every script and
 * style that can be loaded from it, each compressed as the server sends it. Ends with 1 when it is more than allowed.
 *
 *     npm run size                 builds into a temporary folder and measures
 *     npm run size -- FOLDER       measures a build that is already there
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

/** Bytes, compressed by gzip; brotli is smaller. */
const ALLOWED = 150 * 1024;

/** What a page, style or script names, wherever it stands in the text: static and lazy chunks, styles, pictures. */
const NAMED = /["'(`]([\w./-]+\.(?:js|css|svg|png|woff2))["')`]/g;

function filesOf(folder) {
  const found = new Map();
  const waiting = ["portal.html"];
  while (waiting.length > 0) {
    const name = waiting.pop();
    if (found.has(name)) continue;
    const bytes = readFileSync(join(folder, name));
    found.set(name, bytes);
    for (const [, named] of bytes.toString("utf8").matchAll(NAMED)) {
      const candidates = named.startsWith("/")
        ? [named.slice(1)]
        : [normalize(join(dirname(name), named)), normalize(named)];
      const known = candidates.find((path) => exists(join(folder, path)));
      if (known) waiting.push(known);
    }
  }
  return found;
}

function exists(path) {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Builds everything as it is shipped, because the console's needs decide too how shared code is cut into files. */
async function buildInto(folder) {
  const { build } = await import("vite");
  const root = fileURLToPath(new URL("..", import.meta.url));
  await build({ root, logLevel: "error", build: { outDir: folder, emptyOutDir: true } });
}

const given = process.argv[2];
const folder = given ?? mkdtempSync(join(tmpdir(), "portal-size-"));
try {
  if (!given) await buildInto(folder);
  const rows = [...filesOf(folder)].map(([name, bytes]) => ({
    name,
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes).length,
  }));
  const sum = (column) => rows.reduce((total, row) => total + row[column], 0);
  const line = (name, raw, gzip, brotli) =>
    process.stdout.write(
      `${name.padEnd(44)}${[raw, gzip, brotli].map((bytes) => `${(bytes / 1024).toFixed(1)}`.padStart(9)).join("")}\n`,
    );
  process.stdout.write(
    `${"KiB".padEnd(44)}${"raw".padStart(9)}${"gzip".padStart(9)}${"brotli".padStart(9)}\n`,
  );
  for (const row of rows.sort((one, other) => other.gzip - one.gzip)) {
    line(row.name, row.raw, row.gzip, row.brotli);
  }
  line("in all", sum("raw"), sum("gzip"), sum("brotli"));
  if (sum("gzip") > ALLOWED) {
    process.stderr.write(`The public pages are larger than ${ALLOWED / 1024} KiB.\n`);
    process.exitCode = 1;
  }
} finally {
  if (!given) rmSync(folder, { recursive: true, force: true });
}
