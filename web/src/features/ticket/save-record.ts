import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import { byField, staleRecord } from "../../api/errors";
import type { Form, RecordDetail, Values } from "../../api/types";
import { recordQuery } from "../../app/queries";
import { useSaying } from "../../app/saying";

export interface Stale {
  /** The record as somebody else left it. */
  current: RecordDetail;
  /** What this person wanted to save. */
  mine: Values;
}

export interface Saving {
  /** `began`: the record as it was when the values were begun to be changed. */
  save: (values: Values, done?: () => void, began?: Seen) => void;
  pending: boolean;
  problems: Record<string, string>;
  forget: (field: string) => void;
  stale: Stale | null;
  /** Saves the choice made between two versions. */
  settle: (values: Values) => void;
  giveUp: () => void;
}

type Seen = Pick<RecordDetail, "version" | "values">;

/**
 * The version that a change is made of. What others changed meanwhile in other fields is taken along; a field that
 * they changed as well is changed of the version one began with, so that both are shown.
 */
export function versionToChange(values: Values, began: Seen, now: Seen): number {
  const both = Object.keys(values).some(
    (key) => JSON.stringify(began.values[key]) !== JSON.stringify(now.values[key]),
  );
  return both ? began.version : now.version;
}

interface Attempt {
  values: Values;
  version: number;
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
      const current = staleRecord(error);
      if (current) {
        setStale({ current, mine: attempt.values, done: attempt.done });
        return;
      }
      const found = byField(error);
      setProblems(found);
      if (!Object.keys(found).length) failed(error, () => mutation.mutate(attempt));
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
      mutation.mutate({ values, version: versionToChange(values, began, record), done });
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
      mutation.mutate({ values, version: stale.current.version, done: stale.done });
    },
    giveUp: () => setStale(null),
  };
}
