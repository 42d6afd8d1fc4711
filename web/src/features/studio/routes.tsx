import type { RouteObject } from "react-router";
import { BuildersOnly } from "../../app/admin-places";

export const routes: RouteObject[] = [
  {
    path: "/studio",
    element: <BuildersOnly />,
    children: [
      {
        index: true,
        lazy: async () => ({ Component: (await import("./apps-page")).AppsPage }),
      },
      {
        path: ":app",
        lazy: async () => ({ Component: (await import("./app-home")).AppHome }),
      },
      {
        path: ":app/roles",
        lazy: async () => ({ Component: (await import("./roles/roles-page")).RolesPage }),
      },
      {
        path: ":app/teams",
        lazy: async () => ({ Component: (await import("./roles/teams-page")).TeamsPage }),
      },
      {
        path: ":app/calendars",
        lazy: async () => ({
          Component: (await import("./calendars/calendars-page")).CalendarsPage,
        }),
      },
      {
        path: ":app/surveys",
        lazy: async () => ({ Component: (await import("./surveys/surveys-page")).SurveysPage }),
      },
      {
        path: ":app/templates",
        lazy: async () => ({
          Component: (await import("./templates/templates-page")).TemplatesPage,
        }),
      },
    ],
  },
];
