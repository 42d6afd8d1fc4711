import { useMutation } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { api, call } from "../../api/client";
import type { Form, RecordItem } from "../../api/types";
import { useSaying } from "../../app/saying";
import { shapeOf, type Wanted } from "./list-body";

/** A row that was chosen: what to call it, and its version then; none after it was acted on. */
export interface Chosen {
  id: string;
  name: string;
  version: number | null;
}

/** All rows of the list, also those that are not loaded, as they were when they were chosen. */
export interface WholeList {
  rows: ReadonlyMap<string, Chosen>;
  /** There are more than one may act on at once. */
  more: boolean;
}

const NONE: WholeList = { rows: new Map(), more: false };

export const chosenOf = (record: RecordItem): Chosen => ({
  id: record.id,
  name: record.number || record.title,
  version: record.version,
});

/** The selected rows in the order of the list: the loaded ones, then what was chosen beyond them. */
export function selectedRows(
  ids: ReadonlySet<string>,
  shown: readonly RecordItem[],
  { rows }: WholeList,
): Chosen[] {
  const known = new Set(shown.map((each) => each.id));
  const beyond = [...rows.values()].filter((each) => ids.has(each.id) && !known.has(each.id));
  return [...shown.filter((each) => ids.has(each.id)).map(chosenOf), ...beyond];
}

/** Chooses everything that the list shows now; another filter, search or order forgets it. */
export function useWholeList(form: Form, wanted: Wanted, onChosen: (ids: string[]) => void) {
  const { failed } = useSaying();
  const [whole, setWhole] = useState(NONE);
  const forget = useCallback(() => setWhole(NONE), []);
  const { due: _due, promises: _promises, ...query } = shapeOf(form, wanted);
  const asked = JSON.stringify(query);
  useEffect(forget, [asked, forget]);
  const mutation = useMutation({
    mutationFn: () =>
      call(
        api.GET("/forms/{form}/records/chosen", { params: { path: { form: form.key }, query } }),
      ),
    onSuccess: ({ items, more }) => {
      const rows = items.map(({ id, number, title, version }) => [
        id,
        { id, name: number || title, version },
      ]) satisfies [string, Chosen][];
      setWhole({ rows: new Map(rows), more });
      onChosen(rows.map(([id]) => id));
    },
    onError: (error) => failed(error, () => mutation.mutate()),
  });
  return {
    whole,
    choose: () => mutation.mutate(),
    choosing: mutation.isPending,
    forget,
    /** One's own act has made other versions of the rows. */
    acted: () =>
      setWhole(({ rows, more }) => ({
        rows: new Map([...rows.values()].map((each) => [each.id, { ...each, version: null }])),
        more,
      })),
  };
}
