import { createBrowserRouter, Navigate } from "react-router";
import { AdministratorsOnly, FirstAdminPlace } from "./admin-places";
import { NotFound } from "./not-found";
import { Shell } from "./shell";
import { Stumble } from "./stumble";

/** Every screen has an address that restores it; each part is loaded when first needed. */
export const router = createBrowserRouter([
  {
    errorElement: <Stumble />,
    hydrateFallbackElement: <span />,
    children: [
      {
        path: "/sign-in",
        lazy: async () => ({ Component: (await import("../features/session/sign-in")).SignIn }),
      },
      {
        path: "/setup/:token",
        lazy: async () => ({ Component: (await import("../features/session/set-up")).SetUp }),
      },
      {
        element: <Shell />,
        children: [
          {
            errorElement: <Stumble />,
            children: [
              { index: true, element: <Navigate to="/tasks" replace /> },
              {
                path: "/tasks",
                lazy: async () => ({
                  Component: (await import("../features/tasks/my-tasks")).MyTasks,
                }),
              },
              {
                path: "/forms/:form",
                lazy: async () => ({
                  Component: (await import("../features/records/record-list")).RecordList,
                }),
              },
              {
                path: "/forms/:form/:id",
                lazy: async () => ({
                  Component: (await import("../features/ticket/ticket")).Ticket,
                }),
              },
              {
                path: "/dashboards/:key?",
                lazy: async () => ({
                  Component: (await import("../features/reports/dashboard")).DashboardPage,
                }),
              },
              {
                path: "/admin",
                children: [
                  { index: true, element: <FirstAdminPlace /> },
                  {
                    path: "messages",
                    lazy: async () => ({
                      Component: (await import("../features/admin/outbox")).OutboxPage,
                    }),
                  },
                  {
                    element: <AdministratorsOnly />,
                    children: [
                      {
                        path: "people",
                        lazy: async () => ({
                          Component: (await import("../features/admin/people")).PeoplePage,
                        }),
                      },
                      {
                        path: "settings",
                        lazy: async () => ({
                          Component: (await import("../features/admin/settings")).SettingsPage,
                        }),
                      },
                    ],
                  },
                ],
              },
              {
                path: "/me",
                lazy: async () => ({ Component: (await import("../features/session/me")).MePage }),
              },
              { path: "*", element: <NotFound /> },
            ],
          },
        ],
      },
    ],
  },
]);
