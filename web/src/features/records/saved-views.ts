import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import type { Form, SavedView } from "../../api/types";
import { useSaying } from "../../app/saying";
import { type ListState, toSaved } from "./list-state";

export function viewsQuery(form: string) {
  return queryOptions({
    queryKey: ["views", "of", form],
    queryFn: ({ signal }) =>
      call(api.GET("/forms/{form}/views", { params: { path: { form } }, signal })),
  });
}

/** What one keeps at hand, of all forms. */
export const pinnedQuery = queryOptions({
  queryKey: ["views", "pinned"],
  queryFn: ({ signal }) => call(api.GET("/views/pinned", { signal })),
});

/** How many records each saved view finds; read again with the records. */
export function viewCountsQuery(form: string) {
  return queryOptions({
    queryKey: ["counts", form, "views"],
    queryFn: ({ signal }) =>
      call(api.GET("/forms/{form}/views/counts", { params: { path: { form } }, signal })),
    retry: false,
  });
}

/** How many records match a filter, exact when cheap. */
export function countQuery(form: string, filter: string | undefined) {
  return queryOptions({
    queryKey: ["counts", form, "filter", filter ?? ""],
    queryFn: async ({ signal }) => {
      const page = await call(
        api.GET("/forms/{form}/records", {
          params: {
            path: { form },
            query: { ...(filter ? { filter } : {}), limit: 1, count: true },
          },
          signal,
        }),
      );
      return page.count ?? null;
    },
    retry: false,
  });
}

export interface ViewWish {
  name: string;
  roles: string[];
}

/** A view to be saved, the same however often it is tried. */
interface Saving {
  /** As it was when the change was made; null: a new one. */
  view: SavedView | null;
  /** Of the dialog in which it was named: what it sends again makes no second view. */
  key?: string;
  wish: ViewWish;
  state: ListState;
  /** What follows once it is saved. */
  onSaved?: (view: SavedView) => void;
}

/** Make, change, pin and delete views of a form; each says what became of it. */
export function useViewActs(form: Form) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const again = () => {
    void queries.invalidateQueries({ queryKey: viewsQuery(form.key).queryKey });
    void queries.invalidateQueries({ queryKey: pinnedQuery.queryKey });
    void queries.invalidateQueries({ queryKey: ["counts", form.key, "views"] });
  };
  const save = useMutation({
    mutationFn: ({ view, key, wish, state }: Saving) => {
      // Only these: a whole view as a wish has what the server does not take.
      const body = { name: wish.name, roles: wish.roles, ...toSaved(form, state) };
      return view
        ? call(
            api.PUT("/forms/{form}/views/{view_id}", {
              params: { path: { form: form.key, view_id: view.id } },
              // Made of what the view was: what it has become meanwhile is not overwritten unseen.
              body: { ...body, began: view.changed_at },
            }),
          )
        : call(
            api.POST("/forms/{form}/views", {
              params: {
                path: { form: form.key },
                header: key ? { "Idempotency-Key": key } : {},
              },
              body,
            }),
          );
    },
    onSuccess: (view, { onSaved }) => {
      queries.setQueryData(viewsQuery(form.key).queryKey, (before) =>
        before
          ? { ...before, items: [...before.items.filter((each) => each.id !== view.id), view] }
          : before,
      );
      done(t("list.saved", { name: view.name }));
      onSaved?.(view);
    },
    onError: (error, sent) => failed(error, () => save.mutate(sent)),
    onSettled: again,
  });
  const pin = useMutation({
    mutationFn: ({ view, pinned }: { view: SavedView; pinned: boolean }) =>
      call(
        api.PUT("/forms/{form}/views/{view_id}/pin", {
          params: { path: { form: form.key, view_id: view.id } },
          body: { pinned },
        }),
      ),
    onMutate: ({ view, pinned }) => {
      const put = (now: boolean) =>
        queries.setQueryData(viewsQuery(form.key).queryKey, (before) =>
          before
            ? {
                ...before,
                items: before.items.map((each) =>
                  each.id === view.id ? { ...each, pinned: now } : each,
                ),
              }
            : before,
        );
      put(pinned);
      return () => put(!pinned);
    },
    onError: (error, _sent, takeBack) => {
      takeBack?.();
      failed(error);
    },
    onSettled: again,
  });
  const remove = useMutation({
    mutationFn: (view: SavedView) =>
      call(
        api.DELETE("/forms/{form}/views/{view_id}", {
          params: { path: { form: form.key, view_id: view.id } },
        }),
      ),
    onSuccess: (_nothing, view) => done(t("list.removed", { name: view.name })),
    onError: (error, view) => failed(error, () => remove.mutate(view)),
    onSettled: again,
  });
  return { save, pin, remove };
}
