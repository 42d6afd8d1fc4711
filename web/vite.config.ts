import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { precompress } from "./build/precompress.ts";
import { pwa } from "./build/pwa.ts";
import { twoPages } from "./build/two-pages.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Where the server runs while the screens are being developed. */
const server = process.env.HELPWRIGHT_DEV_SERVER ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), twoPages(), pwa(), precompress()],
  build: {
    outDir: here("../src/helpwright/entry/static"),
    emptyOutDir: true,
    assetsDir: "assets",
    target: "es2022",
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      input: { console: here("index.html"), portal: here("portal.html") },
      output: {
        // The public pages load react and their own kit only; what the console needs beyond stays in its own files.
        codeSplitting: {
          groups: [
            {
              name: "react",
              test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/,
              priority: 30,
            },
            { name: "charts", test: /node_modules[\\/](echarts|zrender)[\\/]/, priority: 20 },
            {
              name: "antd",
              test: /node_modules[\\/](antd|@ant-design|@rc-component|rc-[a-z-]+)[\\/]/,
              priority: 20,
            },
          ],
        },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": { target: server, changeOrigin: false, ws: true } },
  },
  test: {
    testTimeout: 30_000,
    // A page of its own for each file costs half a second: files that decide and draw nothing (`.test.ts`) do without one,
    // unless they ask for it with `@vitest-environment jsdom` in their first line.
    projects: [
      {
        extends: true,
        test: { name: "decisions", environment: "node", include: ["{src,tests}/**/*.test.ts"] },
      },
      {
        extends: true,
        test: {
          name: "screens",
          environment: "jsdom",
          include: ["{src,tests}/**/*.test.tsx"],
          setupFiles: ["tests/patience.ts"],
        },
      },
    ],
  },
});
