// @vitest-environment node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fieldsOf, type ModelForm } from "../../designer/app-model";
import { apply, type Document, type Operation, type Sort } from "../../designer/document";
import * as views from "./list-views";

const read = (path: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, path), "utf8")) as Record<string, never>;
const SORTS = (
  read("../../../../tests/definitions/edit_vectors.json").elements as unknown as Record<
    string,
    Sort[]
  >
).form as Sort[];

const TICKET: Document = {
  name: "工单",
  fields: {
    what: { type: "multiline", label: "问题" },
    status: {
      type: "status",
      label: "状态",
      options: {
        new: { "zh-CN": "新", category: "open" },
        solved: { "zh-CN": "已解决", category: "solved" },
      },
    },
    who: { type: "member", label: "处理人", internal: true },
  },
};

function form(document: Document): ModelForm {
  const fields = fieldsOf(document, "zh-CN");
  return {
    kind: "form",
    key: "ticket",
    label: "工单",
    state: "live",
    liveVersion: 1,
    problems: 0,
    document,
    fields,
    field: (key) => fields.find((each) => each.key === key),
    statusField: fields.find((each) => each.type === "status")?.key,
  };
}

const after = (document: Document, operations: readonly Operation[]) =>
  operations.reduce((so, operation) => apply(SORTS, so, operation).document, document);

describe("the tabs of a list", () => {
  it("are the usual ones until somebody changes one, and then all stand in the form", () => {
    const tabs = views.tabsOf(form(TICKET));
    expect(tabs.map(([key]) => key)).toEqual(["all", "open", "mine", "nobody", "solved"]);
    const own = after(TICKET, views.changeView(form(TICKET), "open", { group: "who" }));
    expect(Object.keys(own.views as object)).toEqual(["all", "open", "mine", "nobody", "solved"]);
    expect(views.viewsIn(own)[1]?.[1]).toMatchObject({ group: "who", name: { en: "Open" } });
  });

  it("are added, moved and removed; with the last one the usual ones are back", () => {
    const more = after(TICKET, views.addView(form(TICKET), "late", { name: "晚" }));
    expect(views.viewsIn(more).at(-1)).toEqual(["late", { name: "晚" }]);
    const moved = after(more, views.moveView(form(more), "late", 0));
    expect(views.viewsIn(moved)[0]?.[0]).toBe("late");
    const less = after(moved, views.removeView(form(moved), "all"));
    expect(views.viewsIn(less)).toHaveLength(5);
    const alone = { ...TICKET, views: { late: { name: "晚" } } };
    expect(after(alone, views.removeView(form(alone), "late"))).toEqual(TICKET);
  });

  it("carry names in both languages, the words that lists use", () => {
    for (const [language, file] of [
      ["zh-CN", "../../i18n/zh-CN/list.json"],
      ["en", "../../i18n/en/list.json"],
    ] as const) {
      const said = read(file).view as unknown as Record<string, string>;
      for (const [word, text] of Object.entries(views.USUAL_WORDS))
        expect((text as Record<string, string>)[language]).toBe(said[word]);
    }
  });

  it("find the title as the server does", () => {
    expect(views.listForm(form(TICKET)).title_field).toBe("what");
    expect(views.listForm(form({ ...TICKET, title: "who" })).title_field).toBe("who");
    const secret = {
      name: "工单",
      fields: {
        ill: { type: "multiline", label: "病情", sensitive: true },
        what: { type: "text", label: "事由" },
      },
    };
    expect(views.listForm(form(secret)).title_field).toBe("what");
  });
});
