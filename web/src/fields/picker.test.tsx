import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { FieldDefinition, FieldValue } from "./definition";
import { type FieldEnvironment, FieldEnvironmentContext, plainEnvironment } from "./environment";
import { FieldFrame } from "./frame";
import { holds, initialsOf } from "./pinyin";

afterEach(cleanup);

const words = ["产品咨询", "技术支持", "投诉建议", "售后服务", "Spare parts"];
const options = words.map((label, place) => ({ key: `o${place}`, label }));

function Form({
  field,
  start = null,
  environment = {},
}: {
  field: Partial<FieldDefinition> & { type: string };
  start?: FieldValue;
  environment?: Partial<FieldEnvironment>;
}) {
  const [value, setValue] = useState<FieldValue>(start);
  const whole = { key: "it", label: "It", required: false, options, ...field };
  return (
    <FieldEnvironmentContext value={{ ...plainEnvironment, ...environment }}>
      <FieldFrame field={whole} value={value} onChange={setValue} size="compact" />
      <output>{JSON.stringify(value)}</output>
    </FieldEnvironmentContext>
  );
}

const stored = () => JSON.parse(screen.getByRole("status").textContent ?? "null");
const search = () => screen.getByRole("combobox", { name: /搜索/ });
const shown = () => screen.queryAllByRole("option").map((each) => each.textContent);

describe("letters of Chinese words", () => {
  it("are found with what the browser brings along", () => {
    expect(initialsOf("技术支持")).toBe("jszc");
    expect(initialsOf("A 组")).toBe("a z");
    expect(holds("售后服务", "shfw")).toBe(true);
    expect(holds("售后服务", "服务")).toBe(true);
    expect(holds("Spare parts", "PART")).toBe(true);
    expect(holds("售后服务", "xyz")).toBe(false);
    expect(holds("配件 987 号", "pj987")).toBe(true);
    expect(holds("配件 987 号", "配件987")).toBe(true);
    expect(holds("配件 987 号", "pj 98 7h")).toBe(true);
    expect(holds("配件 987 号", "pj97")).toBe(false);
  });
});

describe("a list to choose from", () => {
  it("opens by keys, is searched by letters, and takes the choice with Enter", () => {
    render(<Form field={{ type: "select" }} />);
    const line = screen.getByRole("combobox");
    line.focus();
    fireEvent.keyDown(line, { key: "ArrowDown" });
    expect(shown()).toEqual(words);
    expect(document.activeElement).toBe(search());
    fireEvent.change(search(), { target: { value: "jszc" } });
    expect(shown()).toEqual(["技术支持"]);
    fireEvent.keyDown(search(), { key: "Enter" });
    expect(stored()).toBe("o1");
    expect(shown()).toEqual([]);
    expect(document.activeElement).toBe(line);
    expect(line.textContent).toBe("技术支持");
  });

  it("moves in a circle, leaves with Escape and keeps what was chosen", () => {
    render(<Form field={{ type: "select" }} start="o0" />);
    fireEvent.click(screen.getByRole("combobox"));
    fireEvent.keyDown(search(), { key: "ArrowUp" });
    const active = search().getAttribute("aria-activedescendant") ?? "";
    expect(document.getElementById(active)?.textContent).toBe("Spare parts");
    fireEvent.keyDown(search(), { key: "Escape" });
    expect(stored()).toBe("o0");
    expect(shown()).toEqual([]);
  });

  it("finds whole sounds when they are loaded, and says when nothing fits", async () => {
    const loadPinyin = vi.fn(
      async () => (text: string, typed: string) => text === "投诉建议" && typed === "tousu",
    );
    render(<Form field={{ type: "select" }} environment={{ loadPinyin }} />);
    fireEvent.click(screen.getByRole("combobox"));
    expect(loadPinyin).not.toHaveBeenCalled();
    fireEvent.change(search(), { target: { value: "tousu" } });
    await waitFor(() => expect(shown()).toEqual(["投诉建议"]));
    fireEvent.change(search(), { target: { value: "qqq" } });
    expect(screen.getByText("没有符合的选项")).toBeTruthy();
  });

  it("takes several in the order of the options, no more than allowed", () => {
    render(<Form field={{ type: "multi_select", max_choices: 2 }} />);
    fireEvent.click(screen.getByRole("combobox"));
    fireEvent.click(screen.getByRole("option", { name: "售后服务" }));
    fireEvent.click(screen.getByRole("option", { name: "产品咨询" }));
    expect(stored()).toEqual(["o0", "o3"]);
    fireEvent.click(screen.getByRole("option", { name: "技术支持" }));
    expect(stored()).toEqual(["o0", "o3"]);
    fireEvent.click(screen.getByRole("option", { name: "售后服务" }));
    expect(stored()).toEqual(["o0"]);
  });

  it("asks the server for records to link to and remembers the one that is chosen", async () => {
    const findRecords = vi.fn(async (form: string, text: string) =>
      [
        { id: "r1", form, number: "C1", title: "张伟" },
        { id: "r2", form, number: "C2", title: "李娜" },
      ].filter((each) => each.title.includes(text)),
    );
    const rememberRecord = vi.fn();
    render(
      <Form
        field={{ type: "link", form: "app.customer" }}
        environment={{ findRecords, rememberRecord }}
      />,
    );
    screen.getByRole("combobox").focus();
    fireEvent.click(screen.getByRole("combobox"));
    await waitFor(() => expect(shown()).toEqual(["张伟C1", "李娜C2"]));
    fireEvent.change(search(), { target: { value: "李" } });
    await waitFor(() => expect(shown()).toEqual(["李娜C2"]));
    fireEvent.keyDown(search(), { key: "Enter" });
    expect(stored()).toBe("r2");
    expect(rememberRecord).toHaveBeenCalledWith("r2", {
      form: "app.customer",
      number: "C2",
      title: "李娜",
    });
    expect(screen.getByRole("combobox").textContent).toBe("李娜");
  });
});

describe("other answers", () => {
  it("a switch is true or false, and required means on", () => {
    render(<Form field={{ type: "switch", options: null }} />);
    fireEvent.click(screen.getByRole("switch"));
    expect(stored()).toBe(true);
    fireEvent.click(screen.getByRole("switch"));
    expect(stored()).toBe(false);
  });

  it("boxes are ticked in the order of the options", () => {
    render(<Form field={{ type: "checkboxes", max_choices: 2 }} />);
    fireEvent.click(screen.getByLabelText("投诉建议"));
    fireEvent.click(screen.getByLabelText("产品咨询"));
    expect(stored()).toEqual(["o0", "o2"]);
    expect(screen.getByLabelText<HTMLInputElement>("技术支持").disabled).toBe(true);
  });

  it("a typed day is taken as soon as it is complete, and put right when one leaves it", () => {
    render(<Form field={{ type: "date" }} />);
    const input = screen.getByRole("textbox");
    fireEvent.change(input, { target: { value: "2026-2" } });
    expect(stored()).toBe("2026-2");
    fireEvent.change(input, { target: { value: "2026/2/4" } });
    fireEvent.blur(input);
    expect(stored()).toBe("2026-02-04");
  });

  it("a day is chosen from the calendar by keys", async () => {
    render(<Form field={{ type: "date", min: "2026-02-02" }} start="2026-02-14" />);
    fireEvent.click(screen.getByRole("button", { name: "打开日历" }));
    const day = await screen.findByRole("button", { name: "2026-02-14" });
    expect(document.activeElement).toBe(day);
    fireEvent.keyDown(day, { key: "ArrowDown" });
    await waitFor(() =>
      expect(document.activeElement?.getAttribute("data-day")).toBe("2026-02-21"),
    );
    fireEvent.click(document.activeElement as Element);
    expect(stored()).toBe("2026-02-21");
    expect(screen.queryByRole("table")).toBeNull();
  });

  it("a number is put right when one leaves it", () => {
    render(<Form field={{ type: "money", places: 2, symbol: "¥", currency: "CNY" }} />);
    const input = screen.getByRole("textbox");
    fireEvent.change(input, { target: { value: "￥1,234.5" } });
    fireEvent.blur(input);
    expect(stored()).toBe("1234.5");
  });
});
