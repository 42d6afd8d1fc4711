import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import { byField, staleFields, staleRecord } from "../../api/errors";
import type { Form, RecordDetail, Value, Values } from "../../api/types";
import { recordQuery } from "../../app/queries";
import { useSaying } from "../../app/saying";
import type { Seen } from "./draft";

export interface Stale {
  /** The record as somebody else left it. */
  current: RecordDetail;
  /** What this person wanted to save. */
  mine: Values;
  /** The fields to choose in: those that others changed as well. */
  fields: readonly string[];
}

/** What a choice between two versions is made with. */
export interface Choosing {
  stale: Stale | null;
  pending: boolean;
  /** Saves the choice made between two versions. */
  settle: (values: Values) => void;
  giveUp: () => void;
}

export interface Saving extends Choosing {
  /** `began`: the record as it was when the values were begun to be changed. */
  save: (values: Values, done?: () => void, began?: Seen) => void;
  problems: Record<string, string>;
  forget: (field: string) => void;
}

/**
 * The version that a change is made of. What others changed meanwhile in other fields is taken along; a field that
 * they changed as well is changed of the version one began with, so that both are shown.
 */
export function versionToChange(values: Values, began: Seen, now: Seen): number {
  return changedToo(values, began, now).length ? began.version : now.version;
}

const differ = (a: Value | undefined, b: Value | undefined) =>
  JSON.stringify(a ?? null) !== JSON.stringify(b ?? null);

function changedToo(values: Values, began: Seen, now: Seen): string[] {
  return Object.keys(values).filter((key) => differ(began.values[key], now.values[key]));
}

/** Both versions after a write that came too late; null for any other error. */
export function staleOf(error: unknown, mine: Values, began: Seen): Stale | null {
  const current = staleRecord(error);
  if (!current) return null;
  const told = staleFields(error) ?? changedToo(mine, began, current);
  return { current, mine, fields: told.length ? told : Object.keys(mine) };
}

/** What is left to write of one's values after the choice: without the fields left to the others. */
export function chosenOf({ mine, current }: Stale, theirs: readonly string[]): Values {
  return Object.fromEntries(
    Object.entries(mine).filter(
      ([key, value]) => !theirs.includes(key) && differ(value, current.values[key]),
    ),
  );
}

interface Attempt {
  values: Values;
  version: number;
  began: Seen;
  done: (() => void) | undefined;
}

/** Saves fields of a record; a save that comes too late leaves both versions to choose from. */
export function useSaveRecord(form: Form, record: RecordDetail): Saving {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { done: say, failed } = useSaying();
  const [stale, setStale] = useState<(Stale & { done: Attempt["done"] }) | null>(null);
  const [problems, setProblems] = useState<Record<string, string>>({});
  const { queryKey } = recordQuery(form.key, record.id);
  const mutation = useMutation({
    mutationFn: ({ values, version }: Attempt) =>
      call(
        api.PATCH("/forms/{form}/records/{record_id}", {
          params: { path: { form: form.key, record_id: record.id } },
          body: { values, version },
        }),
      ),
    onSuccess: (saved, attempt) => {
      setStale(null);
      setProblems({});
      queries.setQueryData(queryKey, (before: RecordDetail | undefined) => ({
        ...before,
        ...saved,
        related: saved.related ?? before?.related,
        access: saved.access ?? before?.access,
      }));
      say(t("ticket.saved"));
      attempt.done?.();
    },
    onError: (error, attempt) => {
      const found = staleOf(error, attempt.values, attempt.began);
      if (found) {
        setStale({ ...found, done: attempt.done });
        return;
      }
      const wrong = byField(error);
      setProblems(wrong);
      if (!Object.keys(wrong).length) failed(error, () => mutation.mutate(attempt));
    },
    // Reading again does not keep the buttons waiting: a choice between two versions can be made meanwhile.
    onSettled: () => {
      void queries.invalidateQueries({ queryKey });
      void queries.invalidateQueries({ queryKey: ["activity", form.key, record.id] });
      void queries.invalidateQueries({ queryKey: ["records", form.key] });
      void queries.invalidateQueries({ queryKey: ["tasks"] });
    },
  });
  return {
    save: (values, done, began = record) => {
      setProblems({});
      mutation.mutate({ values, version: versionToChange(values, began, record), began, done });
    },
    pending: mutation.isPending,
    problems,
    forget: (field) => setProblems(({ [field]: _gone, ...rest }) => rest),
    stale,
    settle: (values) => {
      if (!stale) return;
      if (Object.keys(values).length === 0) {
        setStale(null);
        stale.done?.();
        return;
      }
      const { current, done } = stale;
      mutation.mutate({ values, version: current.version, began: current, done });
    },
    giveUp: () => setStale(null),
  };
}
