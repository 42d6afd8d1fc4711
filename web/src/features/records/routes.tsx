import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [
  {
    path: "/forms/:form",
    lazy: async () => ({ Component: (await import("./record-list")).RecordList }),
  },
  {
    path: "/forms/:form/bin",
    lazy: async () => ({ Component: (await import("./recycle-bin")).RecycleBin }),
  },
];
