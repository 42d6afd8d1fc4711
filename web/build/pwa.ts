import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { icon } from "./icon.ts";

const MANIFEST = {
  name: "服匠 Helpwright",
  short_name: "服匠",
  description: "客服工作台 · The service desk",
  lang: "zh-CN",
  id: "/tasks",
  start_url: "/tasks",
  scope: "/",
  display: "standalone",
  background_color: "#f5f7f9",
  theme_color: "#0f766e",
  icons: [
    { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
    { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
    { src: "/icon-maskable.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
  ],
  shortcuts: [{ name: "我的待办 My tasks", url: "/tasks" }],
};

/** A bundle as far as it matters here. */
interface Piece {
  type: "chunk" | "asset";
  fileName: string;
  name?: string;
  isEntry?: boolean;
  imports?: string[];
  viteMetadata?: { importedCss?: Set<string> };
}

/** What the console needs to begin: its entry, what that imports, and their styles. */
function shellOf(bundle: Record<string, Piece>): string[] {
  const found = new Set<string>();
  function take(name: string) {
    const piece = bundle[name];
    if (!piece || found.has(name)) return;
    found.add(name);
    for (const css of piece.viteMetadata?.importedCss ?? []) found.add(css);
    for (const next of piece.imports ?? []) take(next);
  }
  for (const piece of Object.values(bundle)) {
    if (piece.type === "chunk" && piece.isEntry && piece.name === "console") take(piece.fileName);
  }
  return [...found].sort().map((name) => `/${name}`);
}

/** Makes the console installable: manifest, icons, and a service worker that keeps its shell. */
export function pwa(): Plugin {
  return {
    name: "helpwright-pwa",
    apply: "build",
    transformIndexHtml(_html, { path }) {
      if (!path.endsWith("index.html")) return [];
      const link = (rel: string, href: string) => ({
        tag: "link",
        attrs: { rel, href },
        injectTo: "head" as const,
      });
      return [link("manifest", "/manifest.webmanifest"), link("apple-touch-icon", "/icon-192.png")];
    },
    generateBundle: {
      // After Vite, which takes files away that hold styles alone: one that is named and is not there, and nothing is kept.
      order: "post",
      handler(_options, bundle) {
        const shell = shellOf(bundle as unknown as Record<string, Piece>);
        const version = createHash("sha256").update(shell.join()).digest("hex").slice(0, 12);
        const source = readFileSync(
          fileURLToPath(new URL("service-worker.js", import.meta.url)),
          "utf8",
        );
        const worker = source
          .replace('"__VERSION__"', JSON.stringify(version))
          .replace('"__SHELL__"', JSON.stringify(shell));
        const files: [string, string | Buffer][] = [
          ["sw.js", worker],
          ["manifest.webmanifest", JSON.stringify(MANIFEST)],
          ["icon-192.png", icon(192, false)],
          ["icon-512.png", icon(512, false)],
          ["icon-maskable.png", icon(512, true)],
        ];
        for (const [fileName, content] of files) {
          this.emitFile({ type: "asset", fileName, source: content });
        }
      },
    },
  };
}
