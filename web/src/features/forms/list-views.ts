/** The tabs of a form's list, as the builder arranges them. Pure. */
import { type ListForm, type UsualView, usualViews } from "../../app/usual-list";
import type { ModelForm } from "../../designer/app-model";
import type { Document, Operation } from "../../designer/document";
import type { LocalText } from "../../designer/texts";
import type { FilterTree } from "../../language/filter";
import { changeForm } from "./acts";
import { promisedClocks } from "./policies";

export interface ListView {
  name: LocalText;
  /** Columns; absent: the usual ones. */
  fields?: readonly string[];
  filter?: FilterTree;
  /** Absent: the newest first. */
  sort?: { by: string; desc?: boolean };
  group?: string;
  density?: string;
}
/** A view with its key, in the order of the tabs. */
export type Tab = readonly [key: string, view: ListView];

export const MOST_VIEWS = 20;

/** The words of the usual tabs, in both languages since nobody has changed them. */
export const USUAL_WORDS: Readonly<Record<string, LocalText>> = {
  all: { "zh-CN": "全部", en: "All" },
  made_by_me: { "zh-CN": "我创建的", en: "Created by me" },
  mine: { "zh-CN": "我负责的", en: "Assigned to me" },
  nobody: { "zh-CN": "未分配", en: "Unassigned" },
  open: { "zh-CN": "未关闭", en: "Open" },
  solved: { "zh-CN": "等客户确认", en: "Awaiting confirmation" },
};

export function viewsIn(document: Document): Tab[] {
  return Object.entries((document.views ?? {}) as Record<string, ListView>);
}

/** The draft as its list would see it; the title as `forms/form.py` finds it. */
export function listForm(form: ModelForm): ListForm {
  const said = form.document.title;
  const first = (type: string) =>
    form.fields.find(
      ({ type: own, settings }) =>
        own === type && settings.internal !== true && settings.sensitive !== true,
    )?.key;
  return {
    case: form.statusField !== undefined,
    title_field: typeof said === "string" ? said : (first("multiline") ?? first("text") ?? null),
    fields: form.fields.map(({ key, type, options, settings }) => ({
      key,
      type,
      options,
      fill: (settings.fill as { set: Record<string, string> } | undefined) ?? null,
    })),
    promises: { clocks: promisedClocks(form.document.service), levels: form.levels ?? [] },
  };
}

function whole(filters: UsualView["filters"]): FilterTree | undefined {
  return filters.length < 2 ? filters[0] : { all: [...filters] };
}

/** The tabs that are there without anybody's doing. */
function usualTabs(form: ModelForm): Tab[] {
  return usualViews(listForm(form)).map(({ key, word, filters }) => {
    const filter = whole(filters);
    return [key, { name: USUAL_WORDS[word] ?? word, ...(filter ? { filter } : {}) }];
  });
}

/** What the list shows at present. */
export function tabsOf(form: ModelForm): Tab[] {
  const own = viewsIn(form.document);
  return own.length > 0 ? own : usualTabs(form);
}

/** Lets the form say what was only usual before, so that it can be changed. */
function made(form: ModelForm): Operation[] {
  if (viewsIn(form.document).length > 0) return [];
  return usualTabs(form).map(([key, value], place) => ({
    do: "add",
    element: "view",
    at: [key],
    value,
    place,
  }));
}

/** Changes what a view says; null takes it back to the usual. */
export function changeView(
  form: ModelForm,
  key: string,
  values: Readonly<Record<string, unknown>>,
): Operation[] {
  return [...made(form), { do: "change", element: "view", at: [key], values }];
}

export function addView(form: ModelForm, key: string, value: ListView): Operation[] {
  const place = tabsOf(form).length;
  return [...made(form), { do: "add", element: "view", at: [key], value, place }];
}

/** Takes a tab away; with the last one the usual ones are back. */
export function removeView(form: ModelForm, key: string): Operation[] {
  if (tabsOf(form).length === 1) return [usual()];
  return [...made(form), { do: "remove", element: "view", at: [key] }];
}

export function moveView(form: ModelForm, key: string, place: number): Operation[] {
  return [...made(form), { do: "move", element: "view", at: [key], place }];
}

/** The tabs that every form has by itself. */
export function usual(): Operation {
  return changeForm({ views: null });
}
