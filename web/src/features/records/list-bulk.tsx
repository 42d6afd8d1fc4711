import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call, once } from "../../api/client";
import type { Form, Values } from "../../api/types";
import { CHUNK, type RowResult, type SendChunk, useBulk } from "../../app/bulk";
import { BulkBar, RefusedDialog, useBulkOutcome } from "../../app/bulk-bar";
import { useCommands } from "../../app/commands";
import { Icon } from "../../app/icon";
import { useSaying } from "../../app/saying";
import { useUndo } from "../../app/undo";
import { EndedBatch, RunningBatch } from "./batch-bar";
import { ExportMenu } from "./export-menu";
import { AssignDialog, SetDialog } from "./list-dialogs";
import { type Batch, type BatchWish, useBatch, useBatchTitle } from "./use-batch";
import type { Exporting } from "./use-export";
import type { Chosen, useWholeList } from "./whole-list";

/** How many rows one may act on at once: as many as the server chooses. */
const MOST_SELECTED = 10_000;

/** How long deleting many can be taken back. */
const PATIENCE_SECONDS = 6;

type Everything = ReturnType<typeof useWholeList>;
type Total = { value: number; exact: boolean };
type Asking = "assign" | "status" | "field" | null;

/** What one can do with the selected records, as far as one may with this form. */
export function ListBulk({
  form,
  exporting,
  selected,
  everything,
  total,
  loaded,
  onClear,
  onHide,
  onShow,
}: {
  form: Form;
  exporting: Exporting;
  selected: readonly Chosen[];
  everything: Everything;
  /** How many the list has, as far as it is counted. */
  total: Total | null;
  /** Everything that is loaded is selected. */
  loaded: boolean;
  onClear: () => void;
  onHide: (ids: string[]) => void;
  onShow: (ids: string[]) => void;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const bulk = useBulk();
  const later = useUndo();
  const [asking, setAsking] = useState<Asking>(null);
  // What a run has left out is called by name also when nothing is selected any more.
  const names = useRef(new Map<string, string>());
  for (const each of selected) names.current.set(each.id, each.name);
  const outcome = useBulkOutcome((id) => names.current.get(id) ?? id);
  const ids = selected.map((each) => each.id);
  const can = (action: string) => form.can.includes(action);
  const status = form.fields.find((field) => field.type === "status");

  function changed() {
    everything.acted();
    for (const queryKey of [["records", form.key], ["counts", form.key], ["tasks"]]) {
      void queries.invalidateQueries({ queryKey });
    }
  }
  function after(title: string, results: RowResult[]) {
    outcome.tell(title, results);
    changed();
    if (results.every((each) => each.ok)) onClear();
  }
  const { done } = useSaying();
  const titleOf = useBatchTitle(form);
  const hidden = useRef<string[]>([]);
  function ended(over: Batch) {
    changed();
    onShow(hidden.current);
    hidden.current = [];
    if (over.state === "done" && !over.refused) {
      done(t("bulk.done", { title: titleOf(over), n: over.done }));
      batch.forget();
    } else if (over.state === "cancelled" && !over.done && !over.refused) batch.forget();
  }
  const batch = useBatch(form, ended);
  // More than goes in one trip goes on without this page.
  const many = batch.able && ids.length > CHUNK;
  const versionsOf = (part: readonly string[]) => {
    const known = new Set(part);
    return Object.fromEntries(
      selected.flatMap(({ id, version }) =>
        known.has(id) && version !== null ? [[id, version]] : [],
      ),
    );
  };
  const go = (title: string, send: SendChunk, wish: BatchWish) => {
    if (many) batch.begin(wish, selected, onClear);
    else bulk.run(title, ids, send, (results) => after(title, results));
  };

  const work =
    (body: { verb: "claim" | "transfer"; to?: string; reason?: string }): SendChunk =>
    async (records) => {
      const answer = await call(
        api.POST("/tasks/bulk", {
          params: { ...once() },
          body: { form: form.key, records, ...body },
        }),
      );
      return answer.results;
    };
  const write =
    (act: "set" | "delete", values: Values = {}): SendChunk =>
    async (part) => {
      const answer = await call(
        api.POST("/forms/{form}/records/bulk", {
          params: { path: { form: form.key } },
          body: { ids: part, act, values, ...(act === "set" ? { began: versionsOf(part) } : {}) },
          // Also when the page is being left, as happens to what is done a little later.
          keepalive: true,
        }),
      );
      return answer.results;
    };

  const claim = () => go(t("task.claim"), work({ verb: "claim" }), { act: "claim" });
  function remove() {
    const title = t("list.delete");
    if (many) {
      batch.begin({ act: "delete", wait: PATIENCE_SECONDS }, selected, () => {
        hidden.current = ids;
        onHide(ids);
        onClear();
      });
      return;
    }
    onHide(ids);
    onClear();
    later(
      t("list.deleted", { n: ids.length }),
      () =>
        bulk.run(title, ids, write("delete"), (results) => {
          after(title, results);
          onShow(ids);
        }),
      () => onShow(ids),
    );
  }

  const offers = {
    claim: form.case,
    assign: form.case && can("assign"),
    status: can("update") && status !== undefined,
    field: can("update"),
    remove: can("delete"),
  };
  useCommands(
    selected.length && !batch.running
      ? [
          ...(offers.claim
            ? [
                {
                  id: "claim",
                  name: t("task.claim"),
                  group: "here" as const,
                  icon: "claim" as const,
                  keys: "c",
                  run: claim,
                },
              ]
            : []),
          ...(offers.assign
            ? [
                {
                  id: "assign",
                  name: t("list.assign"),
                  group: "here" as const,
                  icon: "person" as const,
                  keys: "a",
                  run: () => setAsking("assign"),
                },
              ]
            : []),
          ...(offers.status
            ? [
                {
                  id: "status",
                  name: t("list.set_status"),
                  group: "here" as const,
                  icon: "tasks" as const,
                  keys: "s",
                  run: () => setAsking("status"),
                },
              ]
            : []),
          ...(offers.field
            ? [
                {
                  id: "edit",
                  name: t("list.set_field"),
                  group: "here" as const,
                  icon: "edit" as const,
                  keys: "e",
                  run: () => setAsking("field"),
                },
              ]
            : []),
          ...(offers.remove
            ? [
                {
                  id: "delete",
                  name: t("list.delete"),
                  group: "here" as const,
                  icon: "trash" as const,
                  run: remove,
                },
              ]
            : []),
        ]
      : [],
    t("bulk.selected", { n: selected.length }),
    "first",
  );

  const tooMany = selected.length > MOST_SELECTED;
  return (
    <>
      {batch.running ? (
        <RunningBatch
          form={form}
          batch={batch.running}
          onStop={() => batch.running && batch.cancel(batch.running)}
        />
      ) : null}
      {batch.ended && !selected.length && !bulk.running ? (
        <EndedBatch form={form} batch={batch.ended} onRead={batch.forget} />
      ) : null}
      {!batch.running && (selected.length || bulk.running) ? (
        <BulkBar
          count={selected.length}
          running={bulk.running}
          onStop={bulk.stop}
          onClear={onClear}
          more={
            <EverythingOffer
              everything={everything}
              total={total}
              loaded={loaded}
              count={selected.length}
            />
          }
        >
          {tooMany ? (
            <span className="quiet">{t("bulk.too_many", { most: MOST_SELECTED })}</span>
          ) : (
            <>
              {offers.claim ? (
                <button type="button" className="btn btn-primary" onClick={claim}>
                  <Icon name="claim" />
                  {t("list.claim_all")}
                  <kbd className="kbd">C</kbd>
                </button>
              ) : null}
              {offers.assign ? (
                <button type="button" className="btn btn-plain" onClick={() => setAsking("assign")}>
                  <Icon name="person" />
                  {t("list.assign")}
                  <kbd className="kbd">A</kbd>
                </button>
              ) : null}
              {offers.status ? (
                <button type="button" className="btn btn-plain" onClick={() => setAsking("status")}>
                  <Icon name="tasks" />
                  {t("list.set_status")}
                  <kbd className="kbd">S</kbd>
                </button>
              ) : null}
              {offers.field ? (
                <button type="button" className="btn btn-plain" onClick={() => setAsking("field")}>
                  <Icon name="edit" />
                  {t("list.set_field")}
                  <kbd className="kbd">E</kbd>
                </button>
              ) : null}
              {offers.remove ? (
                <button type="button" className="btn btn-plain" onClick={remove}>
                  <Icon name="trash" />
                  {t("list.delete")}
                </button>
              ) : null}
            </>
          )}
          {exporting.may ? (
            <ExportMenu exporting={exporting} ids={ids} placement="topLeft">
              <button
                type="button"
                className="btn btn-plain"
                aria-haspopup="dialog"
                disabled={exporting.running !== null}
              >
                <Icon name="download" />
                {t("export.chosen")}
              </button>
            </ExportMenu>
          ) : null}
        </BulkBar>
      ) : null}
      {asking === "assign" ? (
        <AssignDialog
          count={ids.length}
          onClose={() => setAsking(null)}
          onGo={(to, reason) => {
            setAsking(null);
            const how = { to, reason };
            go(t("list.assign"), work({ verb: "transfer", ...how }), { act: "transfer", ...how });
          }}
        />
      ) : null}
      {asking === "status" || asking === "field" ? (
        <SetDialog
          form={form}
          only={asking === "status" ? (status ?? null) : null}
          count={ids.length}
          onClose={() => setAsking(null)}
          onGo={(field, value) => {
            setAsking(null);
            const values = { [field.key]: value as Values[string] };
            go(t("list.set_named", { field: field.label }), write("set", values), {
              act: "set",
              values,
            });
          }}
        />
      ) : null}
      <RefusedDialog refused={outcome.refused} onClose={outcome.forget} />
    </>
  );
}

/** Offers to choose all that the list has; tells when that is more than one may act on at once. */
function EverythingOffer({
  everything,
  total,
  loaded,
  count,
}: {
  everything: Everything;
  total: Total | null;
  loaded: boolean;
  count: number;
}) {
  const { t } = useTranslation();
  const { rows, more } = everything.whole;
  if (more && count >= rows.size) {
    return <span className="quiet">{t("bulk.first_of_all", { n: count.toLocaleString() })}</span>;
  }
  if (!loaded || !total || count >= total.value) return null;
  const most = Math.min(total.value, MOST_SELECTED);
  return (
    <button
      type="button"
      className="text-link"
      disabled={everything.choosing}
      onClick={everything.choose}
    >
      {t(total.exact ? "bulk.select_all" : "bulk.select_first", { n: most.toLocaleString() })}
    </button>
  );
}
