import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { standInForParts, standInForServer } from "../../../tests/browser";
import type { Field, Form } from "../../api/types";
import { english } from "../../i18n/texts";
import { exportBody, exportedKeys } from "./export-state";

const field = (key: string, type = "text") => ({ key, type, label: key, access: "read" }) as Field;
const FORM = {
  key: "desk.ticket",
  name: "Tickets",
  case: false,
  can: ["read", "export"],
  title_field: "subject",
  fields: [field("subject"), field("city")],
} as unknown as Form;
const NOW = {
  filters: [{ field: "city", op: "eq", value: "Wuhan" }] as const,
  sort: "city",
  search: "pump",
  columns: ["number", "title", "city"],
};

const names: string[] = [];
const files: Blob[] = [];
const asked: unknown[] = [];
let answer: (request: Request) => Promise<Response>;

beforeAll(async () => {
  await i18next
    .use(initReactI18next)
    .init({ lng: "en", resources: { en: { translation: english } } });
  standInForParts();
  // What a browser does with a link that saves.
  URL.createObjectURL = (file) => {
    files.push(file as Blob);
    return "blob:file";
  };
  URL.revokeObjectURL = () => {};
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    names.push(this.download);
  });
  standInForServer(async (request: Request) => {
    asked.push(await request.clone().json());
    return answer(request);
  });
});

beforeEach(() => {
  names.length = 0;
  files.length = 0;
  asked.length = 0;
});
afterEach(cleanup);

async function show(form: Form = FORM) {
  const { ExportTool } = await import("./export-menu");
  const { useExport } = await import("./use-export");
  function Head() {
    return <ExportTool exporting={useExport(form, NOW)} />;
  }
  render(
    <App>
      <Head />
    </App>,
  );
}

async function pick(name: string) {
  fireEvent.click(screen.getByRole("button", { name: "Export Excel / CSV" }));
  fireEvent.click(await screen.findByRole("button", { name }));
}

it("asks for the list as it stands", () => {
  expect(exportedKeys(FORM, ["number", "title", "city"])).toEqual(["number", "subject", "city"]);
  expect(exportBody(FORM, NOW, "csv", { ids: ["a"] })).toEqual({
    format: "csv",
    sort: "city",
    ids: ["a"],
    fields: ["number", "subject", "city"],
  });
  expect(exportBody(FORM, NOW, "xlsx", { whole: true }).fields).toBeUndefined();
});

it("is there only with the right", async () => {
  await show({ ...FORM, can: ["read"] });
  expect(screen.queryByRole("button", { name: "Export Excel / CSV" })).toBeNull();
});

it("gives the file with the list's filter, order and columns", async () => {
  answer = async () => new Response("a,b", { headers: { "X-Total-Count": "2" } });
  await show();
  await pick("CSV (.csv)");
  await waitFor(() => expect(names).toHaveLength(1));
  expect(files[0]?.size).toBe(3);
  expect(names[0]).toMatch(/^Tickets \d{4}-\d\d-\d\d\.csv$/);
  expect(asked).toEqual([
    {
      format: "csv",
      sort: "city",
      search: "pump",
      filter: { field: "city", op: "eq", value: "Wuhan" },
      fields: ["number", "subject", "city"],
    },
  ]);
  expect(await screen.findByText("Records exported: 2")).toBeTruthy();
});

it("can be cancelled, and says in words why there is no file", async () => {
  answer = (request) =>
    new Promise((_, reject) => {
      request.signal.addEventListener("abort", () =>
        reject(new DOMException("stopped", "AbortError")),
      );
    });
  await show();
  await pick("Excel (.xlsx)");
  expect(await screen.findByText("Finding the records to export…")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(screen.queryByText("Finding the records to export…")).toBeNull());
  expect(names).toEqual([]);

  answer = async () =>
    new Response(JSON.stringify({ code: "export_too_long", detail: "At most 100000 records" }), {
      status: 422,
      headers: { "Content-Type": "application/problem+json" },
    });
  await pick("Excel (.xlsx)");
  expect(await screen.findByText("At most 100000 records")).toBeTruthy();
});
