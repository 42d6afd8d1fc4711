import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { setupQuery } from "../../app/queries";
import { english } from "../../i18n/texts";
import { SignIn } from "./sign-in";

// Asked as soon as the files are read.
vi.hoisted(() => {
  const deaf = () => undefined;
  window.matchMedia = () =>
    ({ matches: false, addEventListener: deaf, removeEventListener: deaf }) as never;
});

beforeAll(async () => {
  await i18next
    .use(initReactI18next)
    .init({ lng: "en", resources: { en: { translation: english } } });
});
afterEach(cleanup);

function open(state: unknown) {
  const queries = new QueryClient({
    defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } },
  });
  queries.setQueryData(setupQuery.queryKey, { needed: false } as never);
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter initialEntries={[{ pathname: "/sign-in", state }]}>
        <SignIn />
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

it("tells who was at work why they stand before the door, and nobody else", () => {
  open({ ended: true });
  expect(screen.getByRole("status").textContent).toMatch(/signed out.*still on this device/);
  cleanup();
  open(null);
  expect(screen.queryByRole("status")).toBeNull();
});

it("tells who has no account whom to ask", () => {
  open(null);
  screen.getByText(/No account\?/);
});
