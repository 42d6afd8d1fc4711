import type { Plugin } from "vite";

/** Addresses of the public pages; everything else belongs to the console. */
const PUBLIC = /^\/(f|p)\//;

/** In development, serves `portal.html` for the addresses of the public pages as the real server does. */
export function twoPages(): Plugin {
  return {
    name: "helpwright-two-pages",
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        if (request.url && PUBLIC.test(request.url)) request.url = "/portal.html";
        next();
      });
    },
  };
}
