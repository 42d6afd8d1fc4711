import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, expect, it } from "vitest";
import { inEnglish } from "../../../tests/in-english";

const TEXT = `${"Your ticket is under way.\n".repeat(400)}Yours sincerely`;
const LONG = {
  id: "m1",
  at: "2026-11-30T01:00:00Z",
  via: "mail",
  to: "a@b.example",
  person: null,
  subject: "Received",
  text: `${TEXT.slice(0, 1_999)}…`,
  text_length: TEXT.length,
  state: "sent",
  can_retry: false,
  record: null,
};
const SHORT = { ...LONG, id: "m2", subject: "Short one", text: "Thank you", text_length: null };
const asked: string[] = [];

beforeAll(async () => {
  await inEnglish(async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/api/v1/messages") return Response.json({ items: [LONG, SHORT], next: null });
    if (!pathname.startsWith("/api/v1/messages/")) return Response.json({});
    asked.push(pathname);
    return Response.json({ ...LONG, text: TEXT, text_length: null });
  });
});
afterEach(cleanup);

it("shows all of a long message that is opened, and asks for nothing more of a short one", async () => {
  const { OutboxPage } = await import("./outbox");
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(["workspace"], { trial_messages: false });
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter>
        <OutboxPage />
      </MemoryRouter>
    </QueryClientProvider>,
  );
  fireEvent.click(await screen.findByText("Short one"));
  await waitFor(() => expect(document.body.textContent).toContain("Thank you"));
  expect(asked).toEqual([]);
  fireEvent.click(screen.getByText("Received"));
  await waitFor(() => expect(document.body.textContent).toContain("Yours sincerely"));
  expect(asked).toEqual(["/api/v1/messages/m1"]);
});
