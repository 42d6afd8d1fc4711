import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { usePreferences } from "../../app/preferences";
import { appModel, modelQuery } from "../../designer/app-model";
import { entryOf, type FieldEntry, useCatalogue } from "../../designer/catalogue";
import { copy, paste } from "../../designer/clipboard";
import type { Document, Operation, Path } from "../../designer/document";
import { startingIn, useHome } from "../../designer/home";
import { useSessionStore } from "../../designer/session";
import { isLocalText, textIn } from "../../designer/texts";
import * as acts from "./acts";
import { fieldsIn, keysIn, sectionsIn, selectedFields, selectedSection } from "./outline";
import { remember } from "./recent";
import { piecesOf, type WantedColumn } from "./sheet-fields";
import { beginWith, type Start } from "./starts";

/** What is copied: fields with their keys, in reading order. */
type Clip = acts.Piece[];
const CLIP_KIND = "form";

export interface FormActs {
  /** Lets an empty form begin with a ready set of controls. */
  begin: (start: Start) => void;
  insert: (type: string, target?: acts.Target | null) => void;
  /** Puts in the columns of a sheet; `file` is what it is called. */
  insertColumns: (columns: readonly WantedColumn[], file: string) => void;
  insertSection: (columns: number, target?: acts.Target | null) => void;
  move: (keys: readonly string[], target: acts.Target) => void;
  /** As `move`; when one of the selected fields is dragged, all of them come along. */
  moveDragged: (keys: readonly string[], target: acts.Target) => void;
  nudge: (step: -1 | 1) => void;
  removeSelected: () => void;
  copySelected: () => boolean;
  cutSelected: () => void;
  pasteHere: () => void;
  duplicateSelected: () => void;
  set: (key: string, name: string, value: unknown, how: { label: string; merge?: string }) => void;
  setAll: (keys: readonly string[], name: string, value: unknown, title: string) => void;
  renameKey: (key: string, wanted: string) => void;
  /** Lets a key that was made from a label follow it, as long as it was never published or chosen by hand. */
  rekey: (key: string) => void;
  renameOption: (key: string, option: string, wanted: string) => void;
  retype: (key: string, type: string) => void;
  changeForm: (values: Readonly<Record<string, unknown>>, label: string, merge?: string) => void;
  changeSection: (
    place: number,
    values: Readonly<Record<string, unknown>>,
    label: string,
    merge?: string,
  ) => void;
  moveSection: (from: number, to: number) => void;
  dissolveSection: (place: number) => void;
  removeSection: (place: number) => void;
}

/** Every act of the form designer, each one command with its sentence. */
export function useFormActs(): FormActs {
  const store = useSessionStore();
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  const known = useCatalogue();
  const { country } = useHome();
  const catalogue = useMemo(
    () => ({ ...known, fields: [...startingIn(known.fields, country)] }),
    [known, country],
  );
  const queries = useQueryClient();
  return useMemo(() => {
    const document = () => store.getState().document;
    /** What a link most likely leads to: another form of the app. */
    const otherForm = () => {
      const { app, name } = store.getState();
      const data = queries.getQueryData(modelQuery(app).queryKey);
      return data && appModel(data, language).forms.find((each) => each.key !== name);
    };
    const selection = () => store.getState().selection;
    const fieldUsed = (key: string) => store.getState().isUsed("field", [key]);
    const words: acts.Words = { section: t("form_design.first_section") };
    const labelOf = (key: string) => textIn(fieldsIn(document())[key]?.label, language) || key;
    const titleOf = (place: number) =>
      textIn(sectionsIn(document())[place]?.section, language) || String(place + 1);
    const named = (keys: readonly string[]) =>
      keys.length === 1
        ? t("form_design.one", { name: labelOf(keys[0] as string) })
        : t("form_design.many", { count: keys.length });
    const run = (
      label: string,
      doing: { operations: readonly Operation[]; select?: readonly Path[] } | null,
      merge?: string,
    ) => {
      if (!doing || doing.operations.length === 0) return;
      store.getState().execute({
        label,
        operations: doing.operations,
        ...(doing.select ? { select: doing.select } : {}),
        ...(merge ? { merge } : {}),
      });
    };
    const picked = () => selectedFields(document(), selection());
    const pieces = (keys: readonly string[]): Clip =>
      keys.map((key) => ({ key, settings: fieldsIn(document())[key] ?? {} }));

    function copySelected(): boolean {
      const section = selectedSection(selection());
      const keys = section === null ? picked() : keysIn(sectionsIn(document())[section]);
      if (keys.length === 0) return false;
      copy(CLIP_KIND, pieces(keys));
      return true;
    }
    function put(clip: Clip, target: acts.Target | null, label: string, again: boolean) {
      const there = new Set(
        Object.values(fieldsIn(document())).map((each) => textIn(each.label, language)),
      );
      const rename = (label_: unknown) =>
        again && there.has(textIn(label_, language)) ? copyName(label_) : label_;
      const copies = acts.copiesOf(document(), clip, fieldUsed, rename);
      run(label, acts.insertFields(document(), copies, target, words));
    }
    function copyName(label: unknown): unknown {
      const suffix: Record<string, string> = { "zh-CN": "（副本）", en: " (copy)" };
      if (typeof label === "string") return `${label}${suffix[language] ?? ""}`;
      if (!isLocalText(label)) return label;
      return Object.fromEntries(
        Object.entries(label).map(([each, text]) => [each, `${text}${suffix[each] ?? ""}`]),
      );
    }
    function move(keys: readonly string[], target: acts.Target) {
      run(
        t("form_design.move", { what: named(keys) }),
        acts.moveFields(document(), keys, target, words),
      );
    }
    function removeSelected() {
      const section = selectedSection(selection());
      if (section !== null) {
        removeSection(section);
        return;
      }
      const keys = picked();
      run(t("form_design.remove", { what: named(keys) }), acts.removeFields(document(), keys));
    }
    function removeSection(place: number) {
      run(
        t("form_design.remove_section", { name: titleOf(place) }),
        acts.removeSection(document(), place),
      );
    }
    return {
      begin: (start) =>
        run(t("form_design.begin", { what: t(`form_design.start_${start.key}`) }), {
          operations: beginWith(start, catalogue.fields),
          select: [],
        }),
      insert: (type, target) => {
        const entry = entryOf(catalogue.fields, type);
        if (!entry) return;
        const other = type === "link" ? otherForm() : undefined;
        const label = other?.label ?? entry.name;
        const key = acts.freeKey(document(), label, fieldUsed, type);
        const settings: Document = {
          type,
          label: { [language]: label },
          ...spoken(entry.start, language),
          ...(other ? { to: other.key } : {}),
        };
        const goal = target === undefined ? acts.afterSelection(document(), selection()) : target;
        remember(type);
        run(
          t("form_design.insert", { name: entry.name }),
          acts.insertFields(document(), [{ key, settings }], goal, words),
        );
      },
      insertColumns: (columns, file) => {
        const made = piecesOf(document(), columns, catalogue.fields, fieldUsed, language);
        const goal = acts.afterSelection(document(), selection());
        run(t("form_sheet.did", { file }), {
          ...acts.insertFields(document(), made, goal, words),
          select: [],
        });
      },
      insertSection: (columns, target) => {
        const goal = target === undefined ? acts.afterSelection(document(), selection()) : target;
        run(
          t(columns > 1 ? "form_design.insert_columns" : "form_design.insert_section"),
          acts.insertSection(
            document(),
            goal,
            { [language]: t("form_design.new_section") },
            columns,
            words,
          ),
        );
      },
      move,
      moveDragged: (keys, target) => {
        const chosen = picked();
        move(keys.some((key) => chosen.includes(key)) ? chosen : keys, target);
      },
      nudge: (step) => {
        const section = selectedSection(selection());
        if (section !== null) {
          run(
            t("form_design.move_section", { name: titleOf(section) }),
            acts.moveSection(document(), section, section + step),
          );
          return;
        }
        const keys = picked();
        run(
          t("form_design.move", { what: named(keys) }),
          acts.nudgeFields(document(), keys, step, words),
        );
      },
      removeSelected,
      copySelected,
      cutSelected: () => {
        if (copySelected()) removeSelected();
      },
      pasteHere: () => {
        const clip = paste<Clip>(CLIP_KIND);
        if (!clip?.length) return;
        put(
          clip,
          acts.afterSelection(document(), selection()),
          t("form_design.paste", { count: clip.length }),
          true,
        );
      },
      duplicateSelected: () => {
        const keys = picked();
        if (keys.length === 0) return;
        const target = acts.afterSelection(document(), selection());
        put(pieces(keys), target, t("form_design.duplicate", { what: named(keys) }), true);
      },
      set: (key, name, value, { label, merge }) =>
        run(
          t("form_design.of_field", { name: labelOf(key), what: label }),
          { operations: [acts.setField(document(), key, name, value)] },
          merge,
        ),
      setAll: (keys, name, value, title) =>
        run(t("form_design.set_many", { count: keys.length, what: title }), {
          operations: keys.map((key) => acts.setField(document(), key, name, value)),
        }),
      renameKey: (key, wanted) =>
        run(t("form_design.rename_key", { key: wanted }), acts.renameField(key, wanted)),
      rekey: (key) => {
        const last = store.getState().past.at(-1);
        if (fieldUsed(key) || last?.merge !== `fields.${key}.label`) return;
        const wanted = acts.followingKey(document(), key, last.inverses, fieldUsed, language);
        if (!wanted) return;
        const { operations, select } = acts.renameField(key, wanted);
        run(last.label, { operations, select }, last.merge);
      },
      renameOption: (key, option, wanted) =>
        run(t("form_design.rename_key", { key: wanted }), {
          operations: [acts.renameOption(key, option, wanted)],
        }),
      retype: (key, type) => {
        const entry = entryOf(catalogue.fields, type);
        const settings = fieldsIn(document())[key];
        if (!entry || !settings) return;
        run(t("form_design.retype", { name: labelOf(key), type: entry.name }), {
          operations: [
            { do: "change", element: "field", at: [key], value: retypedTo(settings, entry) },
          ],
        });
      },
      changeForm: (values, label, merge) =>
        run(label, { operations: [acts.changeForm(values)] }, merge),
      changeSection: (place, values, label, merge) =>
        run(label, { operations: [acts.changeSection(place, values)] }, merge),
      moveSection: (from, to) =>
        run(
          t("form_design.move_section", { name: titleOf(from) }),
          acts.moveSection(document(), from, to),
        ),
      dissolveSection: (place) =>
        run(
          t("form_design.dissolve", { name: titleOf(place) }),
          acts.dissolveSection(document(), place),
        ),
      removeSection,
    };
  }, [store, t, language, catalogue, queries]);
}

function retypedTo(settings: Document, entry: FieldEntry): Document {
  const known = new Set(Object.keys(entry.settings?.properties ?? {}));
  const extra = entry.settings?.properties.options?.extra ?? [];
  const options = settings.options as Record<string, unknown> | undefined;
  const plain = !options || Object.values(options).every((each) => !hasCategory(each));
  const sameOptions = options !== undefined && extra.length > 0 === !plain;
  return acts.retyped(settings, entry.key, known, entry.unique, entry.start, sameOptions);
}

const hasCategory = (option: unknown) =>
  typeof option === "object" && option !== null && "category" in option;

/**
 * Options that say nothing yet (选项 1) begin in the builder's language only: their translation would soon be wrong.
 */
function spoken(start: Document, language: string): Document {
  const options = start.options as Record<string, unknown> | undefined;
  if (!options || !Object.keys(options).every((key) => /^option_\d+$/.test(key))) return start;
  const own = Object.entries(options).map(([key, text]) => [
    key,
    isLocalText(text) ? { [language]: textIn(text, language) } : text,
  ]);
  return { ...start, options: Object.fromEntries(own) };
}
