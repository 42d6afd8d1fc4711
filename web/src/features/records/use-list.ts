import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { Form, SavedView } from "../../api/types";
import { calmStorage } from "../../app/device";
import { type BuiltIn, builtInViews } from "./built-in-views";
import { fromSaved, type ListState, readAddress, writeAddress } from "./list-state";
import { viewsQuery } from "./saved-views";

interface Widths {
  /** By form and view: what was pulled wider or narrower on this device. */
  of: Record<string, Record<string, number>>;
}

const useWidths = create<Widths>()(
  persist((): Widths => ({ of: {} }), { name: "helpwright.widths", storage: calmStorage() }),
);

export interface List {
  builtIn: BuiltIn[];
  saved: SavedView[];
  sharing: { may: boolean; roles: { key: string; name: string }[] };
  /** Key of a built-in view, or id of a saved one. */
  chosen: string;
  /** What the chosen view shows by itself. */
  base: ListState;
  state: ListState;
  search: string;
  /** The record beside the list. */
  open: string | null;
  creating: boolean;
  importing: boolean;
  change: (change: Partial<ListState>) => void;
  /** Without conditions and without words to search for. */
  clear: () => void;
  choose: (view: string) => void;
  put: (changes: Record<string, string | null>) => void;
}

const NO_SHARING = { may: false, roles: [] };

/** What a list shows, as its address says it: a view, and how the list differs from it. */
export function useList(form: Form): List {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const { data } = useQuery(viewsQuery(form.key));
  const builtIn = useMemo(() => builtInViews(form, t), [form, t]);
  const saved = useMemo(
    () =>
      [...(data?.items ?? [])]
        .filter((view) => view.usable)
        .sort((a, b) => Number(b.pinned) - Number(a.pinned)),
    [data],
  );
  const wished = params.get("view") ?? "";
  const view = saved.find((each) => each.id === wished);
  const fallback = builtIn.find((each) => each.key === wished) ?? builtIn[0];
  const chosen = view?.id ?? fallback?.key ?? "";
  const base = useMemo(
    () => (view ? fromSaved(view) : (fallback?.state ?? builtInViews(form, t)[0]?.state)),
    [view, fallback, form, t],
  ) as ListState;
  const place = `${form.key}/${chosen}`;
  const pulled = useWidths((widths) => widths.of[place]);
  const state = useMemo(() => {
    const read = readAddress(params, base);
    return pulled ? { ...read, widths: pulled } : read;
  }, [params, base, pulled]);

  function put(changes: Record<string, string | null>) {
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [key, value] of Object.entries(changes)) {
          if (value) next.set(key, value);
          else next.delete(key);
        }
        return next;
      },
      { replace: true },
    );
  }

  /** One step: of two in a row the second would not know of the first. */
  function alter(change: Partial<ListState>, search: string | null) {
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        writeAddress(next, base, { ...readAddress(next, base), ...change });
        if (search === null) next.delete("q");
        else next.set("q", search);
        return next;
      },
      { replace: true },
    );
  }

  return {
    builtIn,
    saved,
    sharing: data?.sharing ?? NO_SHARING,
    chosen,
    base,
    state,
    search: params.get("q") ?? "",
    open: params.get("open"),
    creating: params.get("new") === "1",
    importing: params.get("import") === "1",
    change: (change) => {
      if (change.widths) {
        const { widths } = change;
        useWidths.setState(({ of }) => ({ of: { ...of, [place]: widths } }));
      }
      alter(change, params.get("q"));
    },
    clear: () => alter({ filters: [] }, null),
    choose: (key) => {
      const next = new URLSearchParams();
      if (key && key !== builtIn[0]?.key) next.set("view", key);
      const search = params.get("q");
      if (search) next.set("q", search);
      setParams(next);
    },
    put,
  };
}
