import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { kindOf } from "../../fields";
import { Portal } from "./app";
import type { Progress, PublicForm } from "./model";

const ASKED = { required: true, internal: false, help: null, placeholder: null };

const FORM: PublicForm = {
  form: "service_desk.ticket",
  version: 1,
  name: "Service ticket",
  company: "Artisan",
  thanks: "",
  languages: [{ key: "en", label: "English" }],
  layout: [{ section: "Customer", columns: 1, fields: ["phone", "name"] }],
  fields: [
    { key: "phone", type: "mobile", label: "Phone", ...ASKED },
    { key: "name", type: "text", label: "Name", ...ASKED },
  ],
};

const PROGRESS: Progress = {
  number: "GD1",
  company: "Artisan",
  form: "service_desk.ticket",
  submitted_at: "2026-11-23T01:00:00Z",
  state: "confirm",
  status: { key: "solved", label: "Solved", category: "solved" },
  resolution_due: null,
  confirm_until: "2026-11-30T01:00:00Z",
  verbs: ["confirm", "reject"],
  rating: null,
  form_url: "/f/ticket",
  steps: [{ key: "submit", name: "Submit", state: "done", at: "2026-11-23T01:00:00Z" }],
  timeline: [{ id: "1", at: "2026-11-23T01:00:00Z", kind: "submitted", text: "" }],
  submitted: [{ label: "Name", value: "Zhang" }],
  shown: [],
  language: "en",
};

/** A server that keeps submissions by their id as the real one does. */
class Server {
  readonly calls: { method: string; path: string; body: Record<string, unknown> }[] = [];
  readonly kept = new Map<string, { values: string; number: string }>();
  thanks: string | null = null;
  /** What is live. */
  form = FORM;
  timeline = PROGRESS.timeline;
  shown = PROGRESS.shown;
  /** The answer of the next call is lost after the call has arrived. */
  losesAnswer = false;
  /** What the next submission is refused with. */
  refuses: Response | null = null;

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const path = String(input).split("?")[0] ?? "";
    const method = init?.method ?? "GET";
    const body = JSON.parse(String(init?.body ?? "{}")) as Record<string, unknown>;
    this.calls.push({ method, path, body });
    if (path.endsWith("/submissions")) return this.submit(body);
    if (path.includes("/progress/")) {
      const verb = path.split("/").pop();
      return Response.json(
        verb === "confirm"
          ? { ...PROGRESS, state: "closed", verbs: [] }
          : { ...PROGRESS, timeline: this.timeline, shown: this.shown },
      );
    }
    if (path.endsWith("/forms/ticket")) return Response.json(this.form);
    return Response.json({ status: 404, code: "not_found" }, { status: 404 });
  };

  private submit(body: Record<string, unknown>): Response {
    const refusal = this.refuses;
    this.refuses = null;
    if (refusal) return refusal;
    const id = String(body.id);
    const values = JSON.stringify(body.values);
    const known = this.kept.get(id);
    if (known && known.values !== values) {
      return Response.json({ status: 409, code: "submission_differs" }, { status: 409 });
    }
    const number = known?.number ?? `GD${this.kept.size + 1}`;
    this.kept.set(id, { values, number });
    if (this.losesAnswer) {
      this.losesAnswer = false;
      throw new TypeError("network");
    }
    return Response.json({ id, number, progress_url: "/p/t", thanks: this.thanks });
  }
}

let server: Server;

beforeEach(() => {
  server = new Server();
  vi.stubGlobal("fetch", server.fetch);
  vi.stubGlobal("scrollTo", () => undefined);
  Element.prototype.scrollIntoView = () => undefined;
  window.localStorage.clear();
  window.localStorage.setItem("helpwright.language", "en");
  window.history.replaceState(null, "", "/f/ticket");
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function openForm() {
  render(<Portal path="/f/ticket" />);
  await screen.findByLabelText(/Phone/);
}

function enter(label: RegExp, value: string) {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
}

function fillIn(name = "Zhang Wei") {
  enter(/Phone/, "13800138000");
  enter(/Name/, name);
}

const submit = () => fireEvent.click(screen.getByRole("button", { name: /Submit|Sending/ }));

describe("the page after sending", () => {
  async function sent(thanks: string): Promise<string> {
    server.thanks = thanks;
    await openForm();
    fillIn();
    submit();
    await screen.findByText("Follow progress");
    return document.body.textContent ?? "";
  }

  it("says the form's own words, also with the number in them", async () => {
    expect(await sent("We come within two hours: GD1")).toContain("We come within two hours: GD1");
  });

  it("does not repeat words that say no more than the page", async () => {
    expect(await sent("Received: GD1")).not.toContain("Received: GD1");
  });
});

describe("a public form", () => {
  it("draws only the field anew that is written in", async () => {
    await openForm();
    const line = vi.spyOn(kindOf({ type: "text" }), "Input");
    const other = vi.spyOn(kindOf({ type: "mobile" }), "Input");
    enter(/Name/, "Zhang");
    enter(/Name/, "Zhang Wei");
    expect(other).not.toHaveBeenCalled();
    expect(line).toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it("sends once however often the button is pressed, and forgets the draft", async () => {
    await openForm();
    fillIn();
    submit();
    submit();
    await screen.findByText("GD1");
    submitCalls(1);
    expect(window.localStorage.getItem("helpwright.draft.ticket")).toBeNull();
    expect(screen.getByRole("link", { name: /Follow progress/ }).getAttribute("href")).toBe("/p/t");
  });

  it("takes in nothing while it is sent, which would be lost with the draft", async () => {
    await openForm();
    fillIn();
    let arrive: () => void = () => undefined;
    const wait = new Promise<void>((resolve) => (arrive = resolve));
    vi.stubGlobal("fetch", async (...asked: Parameters<typeof server.fetch>) => {
      await wait;
      return server.fetch(...asked);
    });
    server.losesAnswer = true;
    screen.getByLabelText(/Name/).focus();
    submit();
    const resting = () => screen.getByLabelText(/Name/).closest("[inert]");
    await waitFor(() => expect(resting()).not.toBeNull());
    arrive();
    await screen.findByRole("button", { name: /No connection, saved/ });
    expect(resting()).toBeNull();
    expect(document.activeElement).toBe(screen.getByLabelText(/Name/));
  });

  it("is the same record when the answer was lost and it is sent again", async () => {
    await openForm();
    fillIn();
    server.losesAnswer = true;
    submit();
    fireEvent.click(await screen.findByRole("button", { name: /No connection, saved/ }));
    await screen.findByText("GD1");
    submitCalls(2);
    expect(server.kept.size).toBe(1);
  });

  it("keeps the submission id over a reload", async () => {
    await openForm();
    fillIn();
    server.losesAnswer = true;
    submit();
    await screen.findByRole("button", { name: /No connection, saved/ });
    cleanup();
    await openForm();
    expect(screen.getByText("Your unsent answers are back")).toBeTruthy();
    submit();
    await screen.findByText("GD1");
    expect(server.kept.size).toBe(1);
  });

  it("shows what arrived when the answers were changed after a lost answer", async () => {
    await openForm();
    fillIn();
    server.losesAnswer = true;
    submit();
    await screen.findByRole("button", { name: /No connection, saved/ });
    enter(/Name/, "Someone else");
    submit();
    fireEvent.click(await screen.findByRole("button", { name: "See what was sent" }));
    await screen.findByText("GD1");
    expect(server.kept.size).toBe(1);
  });

  it("sends changed answers as a new record when that is wanted", async () => {
    await openForm();
    fillIn();
    server.losesAnswer = true;
    submit();
    await screen.findByRole("button", { name: /No connection, saved/ });
    enter(/Name/, "Someone else");
    submit();
    fireEvent.click(await screen.findByRole("button", { name: "Send as a new request" }));
    await screen.findByText("GD2");
  });

  it("leads to the first wrong field and says what is wrong", async () => {
    await openForm();
    enter(/Phone/, "123");
    submit();
    await screen.findByText("2 answers need a change");
    expect(document.activeElement).toBe(screen.getByLabelText(/Phone/));
    expect(screen.getByLabelText(/Name/).getAttribute("aria-invalid")).toBe("true");
    submitCalls(0);
    fillIn();
    await waitFor(() => expect(screen.queryByText(/need a change/)).toBeNull());
  });

  it("puts the server's sentences to their fields", async () => {
    await openForm();
    fillIn();
    server.refuses = Response.json(
      {
        status: 422,
        code: "invalid",
        errors: [{ field: "phone", code: "taken", message: "This number is blocked." }],
      },
      { status: 422 },
    );
    submit();
    await screen.findByText("One answer needs a change");
    expect(screen.getByLabelText(/Phone/).getAttribute("aria-describedby")).toContain("error");
    expect(screen.getAllByText(/This number is blocked/).length).toBe(2);
  });

  it("shows the choices of now when the one that was made is gone", async () => {
    const kind = (version: number, ...options: string[]): PublicForm => ({
      ...FORM,
      version,
      fields: [
        ...FORM.fields,
        {
          key: "kind",
          type: "radio",
          label: "Kind",
          ...ASKED,
          options: options.map((label) => ({ key: label.toLowerCase(), label })),
        },
      ],
    });
    server.form = kind(1, "Question", "Complaint");
    await openForm();
    fillIn();
    fireEvent.click(screen.getByLabelText("Question"));
    server.form = kind(2, "Praise", "Repair");
    server.refuses = Response.json(
      {
        status: 422,
        code: "invalid",
        errors: [{ field: "kind", code: "option_unknown", message: "No such choice." }],
      },
      { status: 422 },
    );
    submit();
    fireEvent.click(await screen.findByLabelText("Repair"));
    expect(screen.queryByLabelText("Question")).toBeNull();
    expect(screen.getByLabelText<HTMLInputElement>(/Name/).value).toBe("Zhang Wei");
    submit();
    await screen.findByText("GD1");
    expect(server.calls.at(-1)?.body).toMatchObject({ values: { kind: "repair" } });
  });

  it("is prefilled by the address and says that a QR code led here", async () => {
    window.history.replaceState(null, "", "/f/ticket?from=qr&name=Device%207&phone=13800138000");
    await openForm();
    submit();
    await screen.findByText("GD1");
    expect(server.calls.at(-1)?.body).toMatchObject({
      source: "qr",
      values: { name: "Device 7", phone: "13800138000" },
    });
  });

  it("says kindly that there is none", async () => {
    render(<Portal path="/f/gone" />);
    await screen.findByRole("heading", { name: "There is no such form" });
  });
});

describe("a progress page", () => {
  it("changes nothing by being opened", async () => {
    render(<Portal path="/p/t" />);
    await screen.findByRole("heading", { name: "Is it solved?" });
    expect(server.calls.every((call) => call.method === "GET")).toBe(true);
  });

  it("names a step on the way by the builder's words, once", async () => {
    const [submitted] = PROGRESS.timeline;
    const step = { ...submitted, id: "2", kind: "step", text: "“Dispatch” is done" };
    server.timeline = [step, submitted] as Progress["timeline"];
    render(<Portal path="/p/t" />);
    expect(await screen.findAllByText("“Dispatch” is done")).toHaveLength(1);
    expect(screen.getAllByText("Solved")).toHaveLength(1);
  });

  it("folds what is pages long, so that what happened is not far below", async () => {
    vi.stubGlobal("matchMedia", () => ({
      matches: false,
      addEventListener: () => {},
      removeEventListener: () => {},
    }));
    server.shown = [
      { label: "Solution", value: `${"Replaced. ".repeat(2_000)}The end.`, files: [] },
      { label: "Parts", value: "One, two", files: [] },
    ];
    const { container } = render(<Portal path="/p/t" />);
    fireEvent.click(await screen.findByRole("button", { name: "Show all of it" }));
    expect(container.textContent).toContain("The end.");
    fireEvent.click(screen.getByRole("button", { name: "Show less" }));
    expect(container.textContent).not.toContain("The end.");
    expect(container.textContent).toContain("One, two");
  });

  it("confirms by its button only, and leads to the new state", async () => {
    render(<Portal path="/p/t" />);
    fireEvent.click(await screen.findByRole("button", { name: "Yes, solved" }));
    const heading = await screen.findByRole("heading", { name: "Completed" });
    await waitFor(() => expect(document.activeElement).toBe(heading));
    expect(server.calls.at(-1)?.path).toBe("/api/v1/public/progress/t/confirm");
  });

  it("asks for a reason before it sends back", async () => {
    render(<Portal path="/p/t" />);
    fireEvent.click(await screen.findByRole("button", { name: "No, not yet" }));
    const send = screen.getByRole("button", { name: "Send back" });
    fireEvent.click(send);
    await screen.findByText("Please choose a reason");
    fireEvent.click(screen.getByLabelText("Only partly solved"));
    fireEvent.change(screen.getByLabelText("More details"), { target: { value: "Twice today" } });
    fireEvent.click(send);
    await waitFor(() =>
      expect(server.calls.at(-1)).toMatchObject({
        path: "/api/v1/public/progress/t/reject",
        body: { reason: "Only partly solved: Twice today" },
      }),
    );
  });
});

function submitCalls(count: number) {
  expect(server.calls.filter((call) => call.path.endsWith("/submissions")).length).toBe(count);
}
