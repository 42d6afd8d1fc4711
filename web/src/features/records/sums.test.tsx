import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import type { Form } from "../../api/types";

const field = (key: string, type: string, more = {}) => ({ key, type, label: key, ...more });
const FORM = {
  key: "desk.quote",
  fields: [
    field("price", "money", { currency: "EUR", symbol: "€", places: 2 }),
    field("weight", "decimal", { unit: "kg", places: 1 }),
    field("pieces", "integer"),
  ],
} as unknown as Form;

beforeAll(async () => {
  await inEnglish(
    async () =>
      new Response(JSON.stringify({ columns: [], rows: [["1234567.50", "12345.5", 3000]] }), {
        headers: { "content-type": "application/json" },
      }),
  );
}, 60_000);

afterEach(cleanup);

it("sums of a list are dressed as their cells are", async () => {
  const { Sums } = await import("./sums");
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Sums form={FORM} filters={[]} search="" total={{ value: 2, exact: true }} />
    </QueryClientProvider>,
  );
  const price = await screen.findByText("€1,234,567.50");
  const others = [screen.getByText("12,345.5 kg"), screen.getByText("3,000")];
  expect([price, ...others].every((each) => each.closest(".sums"))).toBe(true);
});
