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
            path: "departments",
            lazy: async () => ({ Component: (await import("./departments")).DepartmentsPage }),
          },
          {
            path: "partners",
            lazy: async () => ({ Component: (await import("./partners")).PartnersPage }),
          },
          {
            path: "keys",
            lazy: async () => ({ Component: (await import("./keys")).KeysPage }),
          },
          {
            path: "limits",
            lazy: async () => ({ Component: (await import("./limits")).LimitsPage }),
          },
          {
            path: "audit",
            lazy: async () => ({ Component: (await import("./audit")).AuditPage }),
          },
          {
            path: "health",
            lazy: async () => ({ Component: (await import("./health")).HealthPage }),
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
