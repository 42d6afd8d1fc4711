import { cleanup, render } from "@testing-library/react";
import { afterEach, beforeAll, expect, it } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import type { Form, RecordItem } from "../../api/types";

beforeAll(async () => {
  await inEnglish(async () => new Response("{}"));
  await import("./record-cards");
}, 60_000);

afterEach(cleanup);

async function card(fields: object[], values: object) {
  const { RecordCards } = await import("./record-cards");
  const form = {
    key: "desk.customer",
    title_field: "name",
    case: false,
    fields,
  } as unknown as Form;
  const record = {
    id: "1",
    number: "000001",
    title: "Zhou Min",
    values,
    created_at: "2026-11-30T01:00:00Z",
  } as unknown as RecordItem;
  const { container } = render(
    <RecordCards form={form} records={[record]} people={{}} onOpen={() => undefined} />,
  );
  return container;
}

it("without a status no line is given to the time alone", async () => {
  const shown = await card([], {});
  expect(shown.querySelector(".job-top")).toBeNull();
  expect(shown.querySelector(".job-sub time")).not.toBeNull();
});

it("with a status the time stands beside it", async () => {
  const status = {
    key: "status",
    type: "status",
    label: "Status",
    options: [{ key: "new", label: "New" }],
  };
  const shown = await card([status], { status: "new" });
  expect(shown.querySelector(".job-top time")).not.toBeNull();
  expect(shown.querySelector(".job-sub time")).toBeNull();
});
