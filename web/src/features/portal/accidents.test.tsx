import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { kindOf } from "../../fields";
import { Portal } from "./app";
import type { PublicForm } from "./model";

const ASKED = { required: true, internal: false, help: null, placeholder: null };
const FORM: PublicForm = {
  form: "service_desk.ticket",
  version: 1,
  name: "Service ticket",
  company: "Artisan",
  thanks: "",
  languages: [{ key: "en", label: "English" }],
  layout: [{ section: "Customer", columns: 1, fields: ["name", "note"] }],
  fields: [
    { key: "name", type: "text", label: "Name", ...ASKED },
    { key: "note", type: "text", label: "Note", ...ASKED },
  ],
};
const NEXT: PublicForm = {
  ...FORM,
  version: 2,
  layout: [{ section: "Customer", columns: 1, fields: ["name", "order"] }],
  fields: [
    { key: "name", type: "text", label: "Name", ...ASKED },
    { key: "order", type: "text", label: "Order number", ...ASKED },
  ],
};

/** What is live, and what was sent. */
let live = FORM;
let sent: Record<string, string>[] = [];

/** As the real one: every required field is asked for, and what the form does not have is refused. */
function answer(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  if (!String(input).includes("/submissions")) return Promise.resolve(Response.json(live));
  const { values } = JSON.parse(String(init?.body)) as { values: Record<string, string> };
  sent.push(values);
  const missing = live.fields.filter(({ key }) => !values[key]);
  const errors = missing.map(({ key, label }) => ({
    field: key,
    code: "required",
    message: `${label} is required`,
  }));
  return Promise.resolve(
    errors.length > 0
      ? Response.json({ status: 422, code: "invalid", errors }, { status: 422 })
      : Response.json({ id: "1", number: "GD1", progress_url: "/p/t", thanks: null }),
  );
}

beforeEach(() => {
  live = FORM;
  sent = [];
  vi.stubGlobal("fetch", answer);
  vi.stubGlobal("scrollTo", () => undefined);
  Element.prototype.scrollIntoView = () => undefined;
  window.localStorage.clear();
  window.localStorage.setItem("helpwright.language", "en");
  window.history.replaceState(null, "", "/f/ticket");
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const enter = (label: RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const submit = () => fireEvent.click(screen.getByRole("button", { name: /Submit/ }));

describe("a form that is published anew while somebody fills it in", () => {
  it("comes in its new shape when it is sent, with everything that was filled in", async () => {
    render(<Portal path="/f/ticket" />);
    await screen.findByLabelText(/Note/);
    enter(/Name/, "Zhang Wei");
    enter(/Note/, "urgent");
    live = NEXT;
    submit();
    await screen.findByText(/has just been updated/);
    expect(screen.queryByLabelText(/Note/)).toBeNull();
    expect(screen.getByLabelText<HTMLInputElement>(/Name/).value).toBe("Zhang Wei");
    enter(/Order number/, "D-1");
    submit();
    await screen.findByText("GD1");
    expect(sent.at(-1)).toEqual({ name: "Zhang Wei", order: "D-1" });
  });
});

describe("a public page that breaks", () => {
  it("says so and keeps what was filled in, instead of being empty", async () => {
    render(<Portal path="/f/ticket" />);
    await screen.findByLabelText(/Note/);
    enter(/Name/, "Zhang Wei");
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    vi.spyOn(kindOf({ type: "text" }), "Input").mockImplementation(() => {
      throw new Error("a bug");
    });
    enter(/Note/, "x");
    await screen.findByRole("heading");
    expect(screen.getByRole("button").textContent).toMatch(/again/i);
    vi.restoreAllMocks();
    cleanup();
    render(<Portal path="/f/ticket" />);
    expect((await screen.findByLabelText<HTMLInputElement>(/Name/)).value).toBe("Zhang Wei");
  });
});
