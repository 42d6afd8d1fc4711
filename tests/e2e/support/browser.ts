/**
 * The browser of the journeys: HELPWRIGHT_CHROMIUM, else the machine's own Chromium or Chrome, else the binary that the
 * npm package @sparticuz/chromium carries (Linux on x64), unpacked once beside the packages. Texts are always drawn with
 * the Noto Sans SC of the dev dependencies, so that pictures are the same on every machine and Chinese is never boxes.
 *
 *     node support/browser.ts   prints the path of the browser
 */

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflate } from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

/** A browser that has been seen to start, and the variables it needs for that. */
export interface FoundBrowser {
  path: string;
  origin: "HELPWRIGHT_CHROMIUM" | "machine" | "package";
  environment: Record<string, string>;
}

const packages = join(import.meta.dirname, "..", "node_modules");
const cache = join(packages, ".cache");

const names = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
];
const elsewhere = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const switches = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--font-render-hinting=none",
];

/** Whether the program starts: a distribution's `chromium` may be an empty shell, and libraries may be missing. */
function starts(path: string, environment: Record<string, string> = {}): boolean {
  const run = spawnSync(path, ["--version", "--no-sandbox", "--headless"], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "ignore"],
    timeout: 30_000,
  });
  return run.status === 0 && run.stdout.toString().trim() !== "";
}

function installed(): string[] {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...found, ...elsewhere].filter((path) => existsSync(path));
}

/** Unpacks the browser of the npm package; whole or not at all, because two runs may do it at once. */
async function unpacked(): Promise<string> {
  const archive = join(
    dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium"))),
    "..",
    "bin",
  );
  const { version } = createRequire(import.meta.url)(join(archive, "..", "package.json")) as {
    version: string;
  };
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    const part = mkdtempSync(`${folder}-`);
    const temporary = process.env.TMPDIR;
    process.env.TMPDIR = part; // inflate() unpacks into the folder for temporary files
    try {
      for (const name of ["chromium.br", "al2023.tar.br", "swiftshader.tar.br"]) {
        await inflate(join(archive, name));
      }
    } finally {
      if (temporary === undefined) {
        delete process.env.TMPDIR;
      } else {
        process.env.TMPDIR = temporary;
      }
    }
    try {
      renameSync(part, folder);
    } catch (error) {
      rmSync(part, { recursive: true, force: true });
      if (!existsSync(folder)) {
        throw error;
      }
    }
  }
  return folder;
}

/** Finds a browser that starts. Throws when there is none, saying what to do. */
export async function findBrowser(): Promise<FoundBrowser> {
  const wanted = process.env.HELPWRIGHT_CHROMIUM;
  if (wanted !== undefined && wanted !== "") {
    if (!starts(wanted)) {
      throw new Error(`HELPWRIGHT_CHROMIUM names ${wanted}, which does not start.`);
    }
    return { path: wanted, origin: "HELPWRIGHT_CHROMIUM", environment: {} };
  }
  const machine = installed().find((path) => starts(path));
  if (machine !== undefined) {
    return { path: machine, origin: "machine", environment: {} };
  }
  if (process.platform === "linux" && process.arch === "x64") {
    const folder = await unpacked();
    const path = join(folder, "chromium");
    const libraries = [join(folder, "al2023", "lib"), process.env.LD_LIBRARY_PATH ?? ""];
    const own = { LD_LIBRARY_PATH: libraries.filter((entry) => entry !== "").join(":") };
    const environment = [{}, own].find((variables) => starts(path, variables));
    if (environment !== undefined) {
      return { path, origin: "package", environment };
    }
  }
  throw new Error("No browser starts here. Install Chromium, or name one in HELPWRIGHT_CHROMIUM.");
}

/** Writes the fontconfig file that offers exactly one family, in the weights of the screens, and returns its path. */
function fontConfiguration(): string {
  const family = join(packages, "@expo-google-fonts", "noto-sans-sc");
  const weights = ["400Regular", "600SemiBold"].map(
    (weight) => `<dir>${join(family, weight)}</dir>`,
  );
  const file = join(cache, "fonts.conf");
  mkdirSync(cache, { recursive: true });
  writeFileSync(
    file,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  ${weights.join("\n  ")}
  <cachedir>${join(cache, "fontconfig")}</cachedir>
</fontconfig>
`,
  );
  return file;
}

/** Starts the browser without a window; the caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  const { path, environment } = await findBrowser();
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return chromium.launch({
    executablePath: path,
    args: switches,
    env: { ...Object.fromEntries(inherited), ...environment, FONTCONFIG_FILE: fontConfiguration() },
  });
}

if (process.argv[1] === import.meta.filename) {
  const { path, origin } = await findBrowser();
  process.stderr.write(`${origin}\n`);
  process.stdout.write(`${path}\n`);
}
