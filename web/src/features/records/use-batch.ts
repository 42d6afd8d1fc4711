import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call, freshId } from "../../api/client";
import type { components } from "../../api/schema";
import type { Form, Values } from "../../api/types";
import { useSaying } from "../../app/saying";
import { trialQuery } from "../../app/trial";
import type { Chosen } from "./whole-list";

export type Batch = components["schemas"]["BatchShort"];
export type BatchDetail = components["schemas"]["BatchDetail"];
type Act = Batch["act"];

/** What is wanted of many records, beside which. */
export interface BatchWish {
  act: Act;
  values?: Values;
  to?: string;
  reason?: string;
  /** For so many seconds it can be taken back. */
  wait?: number;
}

/** The same however often it is tried. */
interface Begun {
  wish: BatchWish;
  rows: readonly Chosen[];
  id: string;
  started: () => void;
}

const AGAIN_MS = 1000;

const batchQuery = (form: string) =>
  queryOptions({
    queryKey: ["batches", form],
    queryFn: async ({ signal }) =>
      (await call(api.GET("/forms/{form}/batches", { params: { path: { form } }, signal }))).items,
    refetchInterval: ({ state }) =>
      state.data?.some((each) => each.state === "running") ? AGAIN_MS : false,
    refetchOnMount: "always",
  });

/** What an act on many records is called. */
export function useBatchTitle(form: Form): (batch: Pick<Batch, "act" | "fields">) => string {
  const { t } = useTranslation();
  return ({ act, fields }) => {
    if (act === "delete") return t("list.delete");
    if (act === "claim") return t("task.claim");
    if (act === "transfer") return t("list.assign");
    const labels = fields.map((key) => form.fields.find((each) => each.key === key)?.label ?? key);
    return t("list.set_named", { field: labels.join(t("list.and")) });
  };
}

/**
 * One's own act on many records of a form, which the server goes on with when the page is closed.
 *
 * `onEnd` is called when one that this page has seen going on is over.
 */
export function useBatch(form: Form, onEnd: (batch: Batch) => void) {
  const queries = useQueryClient();
  const { failed } = useSaying();
  // The world of a trial has no workers: there the page does it itself.
  const trial = useQuery(trialQuery).data;
  const path = { form: form.key };
  const { queryKey } = batchQuery(form.key);
  const { data } = useQuery(batchQuery(form.key));
  const batches = data ?? [];
  const running = batches.find((each) => each.state === "running") ?? null;
  const ended = running ? null : (batches[0] ?? null);

  const watched = useRef<string | null>(null);
  const ending = useRef(onEnd);
  ending.current = onEnd;
  useEffect(() => {
    if (running) watched.current = running.id;
    else if (ended && watched.current === ended.id) {
      watched.current = null;
      ending.current(ended);
    }
  }, [running, ended]);

  const again = useCallback(
    () => void queries.invalidateQueries({ queryKey }),
    [queries, queryKey],
  );
  const begin = useMutation({
    mutationFn: ({ wish, rows, id }: Begun) =>
      call(
        api.POST("/forms/{form}/batches", {
          params: { path },
          body: {
            id,
            reason: "",
            wait: 0,
            values: {},
            ...wish,
            rows: rows.map(({ id: record, version }) => ({
              id: record,
              version: wish.act === "set" ? version : null,
            })),
          },
        }),
      ),
    onSuccess: (batch, { started }) => {
      started();
      watched.current = batch.id;
      queries.setQueryData(queryKey, (before) => [
        batch,
        ...(before ?? []).filter((each) => each.id !== batch.id),
      ]);
      again();
    },
    onError: (error, wanted) => {
      again();
      failed(error, () => begin.mutate(wanted));
    },
  });
  const cancel = useMutation({
    mutationFn: (batch: Batch) =>
      call(
        api.POST("/forms/{form}/batches/{batch_id}/cancel", {
          params: { path: { ...path, batch_id: batch.id } },
        }),
      ),
    onSettled: again,
    onError: (error, batch) => failed(error, () => cancel.mutate(batch)),
  });
  const forget = useMutation({
    mutationFn: (all: readonly Batch[]) =>
      Promise.all(
        all.map((batch) =>
          call(
            api.POST("/forms/{form}/batches/{batch_id}/seen", {
              params: { path: { ...path, batch_id: batch.id } },
            }),
          ),
        ),
      ),
    onMutate: () => queries.setQueryData(queryKey, []),
    onSettled: again,
  });
  return {
    /** Whether many records go through the server's own hands. */
    able: !trial,
    running,
    ended,
    begin: (wish: BatchWish, rows: readonly Chosen[], started: () => void) =>
      begin.mutate({ wish, rows, id: freshId(), started }),
    cancel: (batch: Batch) => cancel.mutate(batch),
    forget: () => forget.mutate(batches.filter((each) => each.state !== "running")),
  };
}

/** What was left as it is, once somebody wants to see it. */
export function useRefusedRows(form: string, batch: Batch | null) {
  const [open, setOpen] = useState(false);
  const { data } = useQuery({
    queryKey: ["batches", form, batch?.id],
    enabled: open && batch !== null,
    queryFn: ({ signal }) =>
      call(
        api.GET("/forms/{form}/batches/{batch_id}", {
          params: { path: { form, batch_id: batch?.id ?? "" } },
          signal,
        }),
      ),
  });
  return {
    rows: open && batch ? (data ?? null) : null,
    show: () => setOpen(true),
    hide: () => setOpen(false),
  };
}
