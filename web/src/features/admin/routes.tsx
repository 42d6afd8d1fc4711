import type { RouteObject } from "react-router";
import { AdministratorsOnly, FirstAdminPlace } from "../../app/admin-places";

export const routes: RouteObject[] = [
  {
    path: "/admin",
    children: [
      { index: true, element: <FirstAdminPlace /> },
      {
        path: "messages",
        lazy: async () => ({ Component: (await import("./outbox")).OutboxPage }),
      },
      {
        element: <AdministratorsOnly />,
        children: [
          {
            path: "people",
            lazy: async () => ({ Component: (await import("./people")).PeoplePage }),
          },
          {
            path: "settings",
            lazy: async () => ({ Component: (await import("./settings")).SettingsPage }),
          },
        ],
      },
    ],
  },
];
