// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { drawnAlone } from "./picture";

function board(): HTMLElement {
  const element = document.createElement("div");
  element.innerHTML = `<article class="widget"><h2>今日新增</h2><button class="widget-more">…</button></article>`;
  Object.defineProperty(element, "scrollWidth", { value: 1000 });
  Object.defineProperty(element, "scrollHeight", { value: 600 });
  return element;
}

describe("a picture of a dashboard", () => {
  it("is of the element alone, without its menus", () => {
    const { svg, width, height } = drawnAlone(board(), "#fff");
    expect([width, height]).toEqual([1000, 600]);
    expect(svg).toContain("今日新增");
    expect(svg).not.toContain('widget-more"');
    expect(svg).not.toContain("<header");
  });

  it("says above whose it is, of when, and what is left out", () => {
    const { svg, height } = drawnAlone(board(), "#fff", {
      title: "客服驾驶舱",
      lines: ["截至 2026-12-07 15:05", "近 30 天 · 问题类型：技术支持"],
    });
    const head = svg.slice(svg.indexOf("<header"), svg.indexOf("</header>"));
    for (const text of ["客服驾驶舱", "截至 2026-12-07 15:05", "近 30 天 · 问题类型：技术支持"]) {
      expect(head).toContain(text);
    }
    expect(svg.indexOf("</header>")).toBeLessThan(svg.indexOf("今日新增"));
    expect(height).toBe(600 + 60 + 2 * 20);
  });
});
