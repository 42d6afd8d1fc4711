import { cleanup, render } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { Markdown } from "./markdown";

afterEach(cleanup);

function made(text: string): string {
  return render(<Markdown text={text} />).container.innerHTML;
}

describe("the small markdown of notes", () => {
  it("knows paragraphs, breaks, lists, bold, italic and links", () => {
    expect(made("One\ntwo\n\n**three** and *four*")).toBe(
      "<p>One<br>two</p><p><strong>three</strong> and <em>four</em></p>",
    );
    expect(made("- a\n- b\n1. c\n2. d")).toBe(
      "<ul><li>a</li><li>b</li></ul><ol><li>c</li><li>d</li></ol>",
    );
    expect(made("[here](https://example.com/a?b=1)")).toBe(
      '<p><a href="https://example.com/a?b=1" target="_blank" rel="noopener noreferrer">here</a></p>',
    );
  });

  it("makes no markup of markup, and no link of a script", () => {
    expect(made("<img src=x onerror=alert(1)>")).toBe("<p>&lt;img src=x onerror=alert(1)&gt;</p>");
    expect(made("[x](javascript:alert(1))")).not.toContain("<a");
    expect(made("[x](data:text/html,hi)")).not.toContain("<a");
    expect(made("5 * 3 * 2 ** 4")).toBe("<p>5 * 3 * 2 ** 4</p>");
  });
});
