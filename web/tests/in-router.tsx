import type { ReactNode } from "react";
import { createMemoryRouter } from "react-router";
import { RouterProvider } from "react-router/dom";

/** Shows `page` at its address as the console does, come from another page: `router.navigate(-1)` goes back there. */
export function inRouter(page: ReactNode, address = "/page") {
  const routes = [
    { path: "/before", element: <p>The page before</p> },
    { path: "*", element: page },
  ];
  const router = createMemoryRouter(routes, { initialEntries: ["/before", address] });
  return { router, shown: <RouterProvider router={router} /> };
}
