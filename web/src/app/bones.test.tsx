import { cleanup, render, screen } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { chinese } from "../i18n/texts";

let phone = false;

beforeAll(async () => {
  await i18next
    .use(initReactI18next)
    .init({ lng: "zh-CN", resources: { "zh-CN": { translation: chinese } } });
  vi.stubGlobal("matchMedia", () => ({
    get matches() {
      return phone;
    },
    addEventListener: () => {},
    removeEventListener: () => {},
  }));
});

afterEach(() => {
  cleanup();
  phone = false;
});

it("draws a table of work with its head, its group and its columns", async () => {
  const { WorkBones } = await import("./bones");
  render(<WorkBones columns={[32, 152, null]} grouped rows={3} />);
  const coming = screen.getByRole("status");
  expect(coming.getAttribute("aria-label")).toBe(i18next.t("shell.loading"));
  expect(coming.querySelectorAll(".bones-head > span")).toHaveLength(3);
  expect(coming.querySelectorAll(".bones-group")).toHaveLength(1);
  expect(coming.querySelectorAll(".bones-row")).toHaveLength(3);
});

it("draws cards on a phone", async () => {
  phone = true;
  const { WorkBones } = await import("./bones");
  render(<WorkBones columns={[32, null]} />);
  expect(screen.getByRole("status").querySelectorAll(".bones-card")).toHaveLength(8);
  expect(document.querySelector(".bones-head")).toBeNull();
});

it("draws a ticket with header, steps, stream, composer and what to do", async () => {
  const { TicketBones } = await import("./bones");
  render(<TicketBones />);
  const parts = [".bones-ticket-head", ".bones-steps", ".bones-stream", ".bones-composer"];
  for (const part of [...parts, ".bones-side .bones-now"])
    expect(document.querySelector(part), part).not.toBeNull();
  expect(screen.getAllByRole("status")).toHaveLength(1);
});

it("draws each designer with the parts it has", async () => {
  const { DesignerBones } = await import("../designer/frame-bones");
  const parts = (kind: string) => {
    render(<DesignerBones kind={kind} />);
    const found = [".d-sub", ".d-palette", ".d-canvas", ".d-settings"].filter((part) =>
      document.querySelector(part),
    );
    cleanup();
    return found;
  };
  expect(parts("form")).toEqual([".d-sub", ".d-palette", ".d-canvas", ".d-settings"]);
  expect(parts("flow")).toEqual([".d-canvas", ".d-settings"]);
  expect(parts("rule")).toEqual([".d-palette", ".d-canvas", ".d-settings"]);
  expect(parts("team")).toEqual([".d-palette", ".d-canvas"]);
});
