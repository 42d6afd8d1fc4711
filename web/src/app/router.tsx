import { createBrowserRouter, Navigate, type RouteObject } from "react-router";
import { NotFound } from "./not-found";
import { Shell } from "./shell";
import { Start } from "./start";
import { Stumble } from "./stumble";

/** The screens of each feature, from its `routes.tsx`; each part is loaded when first needed. */
const features = import.meta.glob<RouteObject[]>("../features/*/routes.tsx", {
  eager: true,
  import: "routes",
});

/** Every screen has an address that restores it. */
export const router = createBrowserRouter([
  {
    errorElement: <Stumble />,
    hydrateFallbackElement: <span />,
    children: [
      {
        path: "/sign-in",
        lazy: async () => ({ Component: (await import("../features/session/sign-in")).SignIn }),
      },
      // What people type by habit leads home, and from there whoever is not signed in to the door.
      ...["/login", "/signin"].map((path) => ({ path, element: <Navigate to="/" replace /> })),
      {
        path: "/due",
        lazy: async () => ({ Component: (await import("../features/session/due")).DuePage }),
      },
      {
        path: "/setup/:token",
        lazy: async () => ({ Component: (await import("../features/session/set-up")).SetUp }),
      },
      {
        path: "/forgotten",
        lazy: async () => ({
          Component: (await import("../features/session/forgotten")).ForgottenPage,
        }),
      },
      ...["/join/:token", "/reset/:token"].map((path) => ({
        path,
        lazy: async () => ({
          Component: (await import("../features/session/link-password")).LinkPasswordPage,
        }),
      })),
      {
        path: "/welcome",
        lazy: async () => ({
          Component: (await import("../features/welcome/welcome")).WelcomePage,
        }),
      },
      {
        element: <Shell />,
        children: [
          {
            errorElement: <Stumble />,
            children: [
              { index: true, element: <Start /> },
              ...Object.values(features).flat(),
              { path: "*", element: <NotFound /> },
            ],
          },
        ],
      },
    ],
  },
]);
