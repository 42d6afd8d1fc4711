import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, call } from "../../api/client";
import type { RecordItem } from "../../api/types";
import { commandsNow } from "../../app/commands";
import { Icon } from "../../app/icon";
import { closePalette } from "../../app/palette-state";
import { loadMatcher, plainMatcher } from "../../app/pinyin";
import { findForm, recordPath } from "../../app/places";
import { useWorkspace } from "../../app/queries";
import { useRested } from "../../app/rested";
import { Status } from "../../app/signs";
import { besides } from "../../fields/isolate";
import { customerFields, textOf } from "../records/customer-of";
import { type Entry, type Found, pieces, sections } from "./entries";
import "./palette.css";

const LEAST = 2;
const SEARCH_PAUSE = 160;

/** Go to, search, do: one field for everything. */
export function Palette() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState(0);
  const [only, setOnly] = useState<string | null>(null);
  const [matcher, setMatcher] = useState(plainMatcher);
  const list = useRef<HTMLDivElement>(null);
  // What was there when the palette was opened stays until it closes.
  const [commands] = useState(commandsNow);
  const before = useRef(document.activeElement);
  useEffect(() => {
    void loadMatcher().then((loaded) => setMatcher(loaded));
    const { current } = before;
    return () => {
      if (current instanceof HTMLElement && current.isConnected) current.focus();
    };
  }, []);

  const asked = useRested(query.trim(), SEARCH_PAUSE);
  const search = useQuery({
    queryKey: ["records", "search", asked],
    queryFn: ({ signal }) =>
      call(api.GET("/search", { params: { query: { text: asked, limit: 5 } }, signal })),
    enabled: asked.length >= LEAST,
    staleTime: 30_000,
    placeholderData: (previous) => previous,
  });

  const about = commands.find(({ command }) => command.group === "here")?.about ?? "";
  const hits = useMemo(() => {
    if (query.trim().length < LEAST) return [];
    return (search.data?.groups ?? []).flatMap((group) => {
      const form = findForm(workspace, group.form);
      if (!form) return [];
      const phone = customerFields(form).phone;
      const name = customerFields(form).name;
      const status = form.fields.find((field) => field.type === "status");
      return group.items.map((record: RecordItem) => ({
        form,
        status: status ? { field: status, value: textOf(record.values, status.key) } : null,
        entry: {
          id: record.id,
          group: form.key,
          name: record.title,
          icon: form.case ? ("ticket" as const) : ("person" as const),
          beside: besides(
            record.number,
            name === form.title_field ? "" : textOf(record.values, name),
            textOf(record.values, phone),
          ),
          run: () => void navigate(recordPath(form.key, record.id)),
        },
      }));
    });
  }, [query, search.data, workspace, navigate]);

  const shown = useMemo(() => {
    const plain = commands.map(({ command }): Entry => command);
    const forms = [...new Map(hits.map(({ form }) => [form.key, form])).values()];
    const found = [
      ...sections(plain, [{ key: "here", title: about }], query, matcher),
      ...forms.map((form) => ({
        key: form.key,
        title: form.name,
        entries: hits
          .filter((hit) => hit.form === form)
          .map(
            (hit): Found => ({
              ...hit.entry,
              marks: matcher.match(hit.entry.name, query.trim()) ?? [],
            }),
          ),
      })),
      ...sections(
        plain,
        [
          { key: "do", title: t("palette.do") },
          { key: "go", title: t("palette.go") },
        ],
        query,
        matcher,
      ),
    ];
    return only ? found.filter((section) => section.key === only) : found;
  }, [commands, hits, about, query, matcher, only, t]);
  const flat = shown.flatMap((section) => section.entries);
  const at = Math.min(chosen, Math.max(flat.length - 1, 0));
  const active = flat[at];

  useEffect(() => {
    if (active) list.current?.querySelector(".is-on")?.scrollIntoView({ block: "nearest" });
  }, [active]);

  function run(entry: Entry) {
    closePalette();
    // After the palette is gone, so that what is opened gets the keys.
    setTimeout(entry.run);
  }

  function onKey(event: React.KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setChosen((at + step + flat.length) % Math.max(flat.length, 1));
    } else if (event.key === "Enter" && active) {
      event.preventDefault();
      run(active);
    } else if (event.key === "Tab") {
      event.preventDefault();
      const section = shown.find((each) => active && each.entries.includes(active as Found));
      setOnly(only ? null : (section?.key ?? null));
      setChosen(0);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      closePalette();
    }
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes too
    // biome-ignore lint/a11y/noStaticElementInteractions: the shade around a dialog
    <div
      className="palette"
      onClick={(event) => {
        if (event.target === event.currentTarget) closePalette();
      }}
    >
      <div className="palette-box" role="dialog" aria-modal="true" aria-label={t("palette.title")}>
        <div className="palette-search">
          <Icon name="search" size="l" />
          <input
            // biome-ignore lint/a11y/noAutofocus: it was opened to type
            autoFocus
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-activedescendant={active ? `palette-${active.id}` : undefined}
            aria-label={t("palette.title")}
            placeholder={t("palette.hint")}
            value={query}
            onChange={(event) => {
              setQuery(event.target.value);
              setChosen(0);
            }}
            onKeyDown={onKey}
          />
          <span className="palette-tip">{t("palette.pinyin")}</span>
        </div>
        <div
          className="palette-list"
          id="palette-list"
          role="listbox"
          ref={list}
          aria-label={t("palette.title")}
        >
          {shown.map((section) => (
            // biome-ignore lint/a11y/useSemanticElements: a group of options is no fieldset
            <div key={section.key} role="group" aria-label={section.title || t("palette.here")}>
              <p className="palette-group" aria-hidden="true">
                {section.key === "here" ? t("palette.here") : section.title}
                {section.key === "here" && section.title ? <span>{section.title}</span> : null}
              </p>
              {section.entries.map((entry) => {
                const hit = hits.find((each) => each.entry.id === entry.id);
                return (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
                  <div
                    key={entry.id}
                    id={`palette-${entry.id}`}
                    role="option"
                    tabIndex={-1}
                    aria-selected={entry === active}
                    className={entry === active ? "palette-row is-on" : "palette-row"}
                    onPointerMove={() => setChosen(flat.indexOf(entry))}
                    onClick={() => run(entry)}
                  >
                    <Icon name={entry.icon} />
                    <span className="clip">
                      <bdi>
                        {pieces(entry.name, entry.marks).map((piece, index) =>
                          piece.on ? <mark key={index}>{piece.text}</mark> : piece.text,
                        )}
                      </bdi>
                      {entry.beside ? <span className="quiet"> {entry.beside}</span> : null}
                    </span>
                    <span className="push palette-end">
                      {hit?.status?.value ? (
                        <Status field={hit.status.field} value={hit.status.value} />
                      ) : null}
                      <Keys keys={entry.keys} />
                    </span>
                  </div>
                );
              })}
            </div>
          ))}
          {flat.length === 0 ? (
            <p className="palette-none">
              {search.isFetching
                ? t("palette.searching")
                : t("palette.none", { query: query.trim() })}
            </p>
          ) : null}
        </div>
        <p className="palette-foot">
          <span>
            <kbd className="kbd">↑</kbd>
            <kbd className="kbd">↓</kbd>
            {t("palette.choose")}
          </span>
          <span>
            <kbd className="kbd">Enter</kbd>
            {t("palette.run")}
          </span>
          <span>
            <kbd className="kbd">Tab</kbd>
            {t(only ? "palette.all" : "palette.only")}
          </span>
          <span className="push">
            <kbd className="kbd">Esc</kbd>
            {t("dialog.close")}
          </span>
        </p>
      </div>
    </div>
  );
}

/** Keys as caps. */
export function Keys({ keys }: { keys?: string | undefined }) {
  if (!keys) return null;
  return (
    <>
      {keys.split(" ").map((key) => (
        <kbd key={key} className="kbd">
          {key.length === 1 ? key.toUpperCase() : key}
        </kbd>
      ))}
    </>
  );
}
