import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [
  {
    path: "/studio/:app/forms/:key",
    lazy: async () => ({ Component: (await import("./form-designer")).FormDesigner }),
  },
];
