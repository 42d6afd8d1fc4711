import { memo, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon as AppIcon } from "../../app/icon";
import { entryOf, type FieldEntry, useCatalogue } from "../../designer/catalogue";
import { useDragSource } from "../../designer/drag/drag";
import { matchesText } from "../../designer/pinyin";
import { kindOf } from "../../fields";
import { Icon } from "../../ui/icon";
import type { Dragged } from "./drop";
import { useRecent } from "./recent";
import { useFormActs } from "./use-form";

interface Item {
  id: string;
  name: string;
  help: string | null;
  keywords: readonly string[];
  dragged: Dragged;
  entry?: FieldEntry;
}
interface Group {
  key: string;
  name: string;
  items: Item[];
}

function itemOf(entry: FieldEntry, where: string): Item {
  return {
    id: `${where}.${entry.key}`,
    name: entry.name,
    help: entry.help ?? null,
    keywords: entry.keywords,
    dragged: {
      sort: "type",
      type: entry.key,
      name: entry.name,
      icon: kindOf({ type: entry.key, drawn_as: entry.drawn_as }).icon,
    },
    entry,
  };
}

/** All controls in their groups, with those used lately first; sections stand among the layout. */
function useGroups(): { groups: Group[]; count: number } {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const recent = useRecent();
  return useMemo(() => {
    const layout: Item[] = [1, 2].map((columns) => {
      const name = t(columns > 1 ? "form_design.columns_control" : "form_design.section_control");
      return {
        id: `layout.section_${columns}`,
        name,
        help: t(columns > 1 ? "form_design.columns_help" : "form_design.section_help"),
        keywords: t("form_design.section_keywords").split(" "),
        dragged: { sort: "new_section", columns, name },
      };
    });
    const groups = (catalogue.groups.fields ?? []).map(
      (group): Group => ({
        key: group.key,
        name: group.name,
        items: catalogue.fields
          .filter((entry) => entry.group === group.key)
          .map((entry) => itemOf(entry, group.key)),
      }),
    );
    const own = groups.find((group) => group.key === "layout");
    if (own) own.items.unshift(...layout);
    else groups.push({ key: "layout", name: t("form_design.layout_group"), items: layout });
    const count = groups.reduce((sum, group) => sum + group.items.length, 0);
    const used = recent.flatMap((type) => {
      const entry = entryOf(catalogue.fields, type);
      return entry ? [itemOf(entry, "recent")] : [];
    });
    if (used.length > 0)
      groups.unshift({ key: "recent", name: t("form_design.recent"), items: used });
    return { groups, count };
  }, [catalogue, recent, t]);
}

function found(groups: readonly Group[], search: string): Group[] {
  if (!search.trim()) return [...groups];
  return groups
    .filter((group) => group.key !== "recent")
    .map((group) => ({
      ...group,
      items: group.items.filter((item) =>
        [item.name, ...item.keywords].some((text) => matchesText(text, search)),
      ),
    }))
    .filter((group) => group.items.length > 0);
}

/** The controls: found by name, pinyin and initials; dragged, clicked, or put in with Enter. */
export const Palette = memo(function Palette() {
  const { t } = useTranslation();
  const { insert, insertSection } = useFormActs();
  const { groups, count } = useGroups();
  const [search, setSearch] = useState("");
  const root = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => found(groups, search), [groups, search]);

  function put({ dragged }: Item) {
    if (dragged.sort === "type") insert(dragged.type);
    if (dragged.sort === "new_section") insertSection(dragged.columns);
  }
  function step(event: React.KeyboardEvent, by: number) {
    const buttons = [...(root.current?.querySelectorAll<HTMLElement>(".fd-control") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    const next = buttons[Math.max(at + by, 0)];
    if (!next) return;
    event.preventDefault();
    if (at + by < 0) root.current?.querySelector("input")?.focus();
    else next.focus();
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows between the buttons inside
    <div
      className="fd-palette"
      ref={root}
      data-keys="own"
      onKeyDown={(event) => {
        const inSearch = event.target instanceof HTMLInputElement;
        if (event.key === "ArrowDown") step(event, inSearch ? 1 : 2);
        if (event.key === "ArrowUp" && !inSearch) step(event, -2);
        if (event.key === "ArrowRight" && !inSearch) step(event, 1);
        if (event.key === "ArrowLeft" && !inSearch) step(event, -1);
      }}
    >
      <div className="fd-search">
        <AppIcon name="search" />
        <input
          type="search"
          placeholder={t("form_design.search")}
          aria-label={t("form_design.search")}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            const first = shown[0]?.items[0];
            if (event.key === "Enter" && first && search.trim()) {
              put(first);
              setSearch("");
            }
            if (event.key === "Escape") setSearch("");
          }}
        />
      </div>
      {shown.map((group) => (
        <section key={group.key} className="fd-group" aria-labelledby={`fd-group-${group.key}`}>
          <h2 id={`fd-group-${group.key}`}>{group.name}</h2>
          <div className="fd-controls">
            {group.items.map((item) => (
              <Control key={item.id} item={item} onPut={() => put(item)} />
            ))}
          </div>
        </section>
      ))}
      {shown.length === 0 ? (
        <div className="fd-nothing">
          <p>{t("form_design.nothing_found", { search })}</p>
          <button type="button" className="text-link" onClick={() => setSearch("")}>
            {t("form_design.show_all")}
          </button>
        </div>
      ) : null}
      <p className="fd-count">{t("form_design.control_count", { count })}</p>
    </div>
  );
});

function Control({ item, onPut }: { item: Item; onPut: () => void }) {
  const { ref, isDragging } = useDragSource<Dragged>(`palette.${item.id}`, item.dragged);
  return (
    <button
      ref={ref}
      type="button"
      className={isDragging ? "fd-control is-lifted" : "fd-control"}
      title={item.help ?? undefined}
      onClick={onPut}
    >
      <ControlIcon dragged={item.dragged} />
      <span className="d-cut">{item.name}</span>
    </button>
  );
}

export function ControlIcon({ dragged }: { dragged: Dragged }) {
  if (dragged.sort === "type") return <Icon name={dragged.icon} small />;
  if (dragged.sort === "fields") return <AppIcon name="grip" />;
  return (
    <AppIcon name={dragged.sort === "new_section" && dragged.columns > 1 ? "columns" : "section"} />
  );
}
