import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Portal } from "./app";
import type { Survey } from "./model";

const SURVEY: Survey = {
  state: "open",
  number: "GD1",
  company: "Artisan",
  form: "Service ticket",
  scale: "csat",
  question: "How satisfied are you?",
  resolved_at: "2026-11-23T01:00:00Z",
  expires_at: "2026-12-07T01:00:00Z",
  answer: null,
  again_url: "/f/ticket",
  language: "en",
};

/** Keeps the first answer as the real server does. */
class Server {
  survey: Survey = SURVEY;
  sent: Record<string, unknown>[] = [];
  refuses: Response | null = null;
  down = false;

  fetch = async (_address: string, init?: RequestInit): Promise<Response> => {
    if (this.down) throw new TypeError("network");
    if (init?.method === "POST") {
      const body = JSON.parse(String(init.body)) as {
        score: number;
        tags: string[];
        comment: string;
      };
      this.sent.push(body);
      if (this.refuses) return this.refuses;
      const answer = { ...body, scale: this.survey.scale, at: "2026-11-23T03:00:00Z" };
      this.survey = { ...this.survey, state: "answered", answer };
    }
    return this.refuses && !this.survey.answer ? this.refuses.clone() : Response.json(this.survey);
  };
}

let server: Server;

beforeEach(() => {
  server = new Server();
  vi.stubGlobal("fetch", server.fetch);
  window.localStorage.clear();
  window.sessionStorage.clear();
  window.localStorage.setItem("helpwright.language", "en");
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const send = () => fireEvent.click(screen.getByRole("button", { name: "Send rating" }));
const pick = (name: string) => fireEvent.click(screen.getByRole("radio", { name }));

describe("the survey", () => {
  it("rates nothing until somebody has chosen and sent", async () => {
    render(<Portal path="/s/token" />);
    await screen.findByRole("radiogroup", { name: SURVEY.question });
    send();
    await screen.findByText("Please choose a score first");
    expect(server.sent).toEqual([]);
    pick("Good");
    fireEvent.click(screen.getByRole("checkbox", { name: "Clear answers" }));
    fireEvent.change(screen.getByLabelText(/Anything else/), { target: { value: "Thanks" } });
    send();
    await screen.findByText("Thank you for your rating");
    expect(server.sent).toEqual([{ score: 4, tags: ["clear"], comment: "Thanks" }]);
    expect(screen.queryByRole("button", { name: "Send rating" })).toBeNull();
    screen.getByText("Good");
    screen.getByText("Thanks");
  });

  it("keeps what was begun when the page is loaded anew, until it was sent", async () => {
    render(<Portal path="/s/token" />);
    await screen.findByRole("radiogroup", { name: SURVEY.question });
    pick("Good");
    fireEvent.change(screen.getByLabelText(/Anything else/), { target: { value: "Thanks" } });
    cleanup();
    render(<Portal path="/s/token" />);
    await screen.findByRole("radiogroup", { name: SURVEY.question });
    send();
    await screen.findByText("Thank you for your rating");
    expect(server.sent).toEqual([{ score: 4, tags: [], comment: "Thanks" }]);
    expect(window.sessionStorage.length).toBe(0);
  });

  it("asks what could be better after a low score", async () => {
    render(<Portal path="/s/token" />);
    await screen.findByText("What did we do well?");
    pick("Poor");
    screen.getByText("What could be better?");
  });

  it("shows the first answer to whoever comes back", async () => {
    const answer = {
      scale: "csat" as const,
      score: 2,
      tags: [],
      comment: "",
      at: "2026-11-23T03:00:00Z",
    };
    server.survey = { ...SURVEY, state: "answered", answer };
    render(<Portal path="/s/token" />);
    await screen.findByText("You have rated this already");
    screen.getByText("Poor");
    expect(screen.queryByRole("radio")).toBeNull();
  });

  it("has numbers with words at both ends for the other scales", async () => {
    for (const [scale, count] of [
      ["nps", 11],
      ["ces", 7],
    ] as const) {
      server.survey = { ...SURVEY, scale };
      render(<Portal path="/s/token" />);
      await screen.findByRole("radiogroup");
      expect(screen.getAllByRole("radio")).toHaveLength(count);
      cleanup();
    }
  });

  it("is kind about a link whose time is over", async () => {
    server.survey = { ...SURVEY, state: "expired" };
    render(<Portal path="/s/token" />);
    await screen.findByText("The time to rate is over");
    expect(screen.getByRole("link").getAttribute("href")).toBe("/f/ticket");
  });

  it("is kind about a forged link", async () => {
    const problem = { code: "link_invalid", detail: "no", form_url: "/f/ticket" };
    server.refuses = Response.json(problem, { status: 404 });
    render(<Portal path="/s/token" />);
    await screen.findByText("This rating was not found");
    expect(screen.getByRole("link").getAttribute("href")).toBe("/f/ticket");
  });

  it("keeps what was chosen when the network is gone", async () => {
    render(<Portal path="/s/token" />);
    await screen.findByRole("radiogroup");
    pick("Very good");
    server.down = true;
    send();
    await screen.findByText("No network, please try again");
    server.down = false;
    send();
    await screen.findByText("Thank you for your rating");
    expect(server.sent.map((each) => each.score)).toEqual([5]);
  });
});
