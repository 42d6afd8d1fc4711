import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { allOf, type Filter } from "../../api/filter";
import type { Field, Form } from "../../api/types";
import { Bones } from "../../app/bones";
import { Icon } from "../../app/icon";
import { useKeys } from "../../app/keys";
import { NotFound } from "../../app/not-found";
import { usePageTitle } from "../../app/page-title";
import { findForm, recordPath } from "../../app/places";
import { countsQuery, recordsQuery, useWorkspace } from "../../app/queries";
import { usePhone } from "../../app/screen";
import { Trouble } from "../../app/trouble";
import { TryIt } from "../../app/try-it";
import { OptionFilter } from "./filters";
import { MoreOnScroll } from "./more-on-scroll";
import { NewRecord } from "./new-record";
import { RecordCards } from "./record-cards";
import { RecordTable } from "./record-table";
import { ShareForm } from "./share-form";
import "../tasks/tasks.css";
import "./records.css";

const DEFAULT_SORT = "-created_at";

/** What a list shows, as its address says it; every part can be bookmarked. */
export function useListAddress(form: Form) {
  const [params, setParams] = useSearchParams();
  const filterable = form.fields.filter((field) => field.options && field.type !== "status");
  const chosen: Record<string, string[]> = {};
  for (const field of filterable) {
    const keys = params.get(`f.${field.key}`)?.split(",").filter(Boolean);
    if (keys?.length) chosen[field.key] = keys;
  }
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
  return {
    status: params.get("status"),
    sort: params.get("sort") ?? DEFAULT_SORT,
    search: params.get("q") ?? "",
    creating: params.get("new") === "1",
    filterable,
    chosen,
    put,
  };
}

export function RecordList() {
  const workspace = useWorkspace();
  const { form: name = "" } = useParams();
  const form = findForm(workspace, name);
  return form ? <List key={form.key} form={form} /> : <NotFound />;
}

function List({ form }: { form: Form }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const phone = usePhone();
  const address = useListAddress(form);
  usePageTitle(form.name);
  const { status, sort, search, chosen, put } = address;
  const statusField: Field | undefined = form.fields.find((field) => field.type === "status");
  const wanted = useDeferredValue(search.trim());
  const [typed, setTyped] = useState(search);
  const searchBox = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLDivElement>(null);

  const shape = useMemo(() => {
    const filters: Filter[] = Object.entries(chosen).map(([field, value]) => ({
      field,
      op: "in",
      value,
    }));
    if (status && statusField) filters.push({ field: statusField.key, op: "eq", value: status });
    const filter = allOf(filters);
    return { sort, ...(filter ? { filter } : {}), ...(wanted ? { search: wanted } : {}) };
  }, [chosen, status, statusField, sort, wanted]);

  const query = useInfiniteQuery(recordsQuery(form.key, shape));
  const counts = useQuery({
    ...countsQuery(form.key, statusField?.key ?? ""),
    enabled: statusField !== undefined,
  });
  const records = useMemo(
    () => query.data?.pages.flatMap((page) => page.items) ?? [],
    [query.data],
  );
  const related = useMemo(() => {
    const people: Record<string, { name: string }> = {};
    for (const page of query.data?.pages ?? []) Object.assign(people, page.related.people);
    return people;
  }, [query.data]);
  const total = query.data?.pages[0]?.count;
  const narrowed = Boolean(status || wanted || Object.keys(chosen).length);
  const mayCreate = form.can.includes("create");

  const [current, setCurrent] = useState<string | null>(null);
  const at = records.findIndex((record) => record.id === current);

  useEffect(() => {
    const timer = setTimeout(() => {
      if (typed !== search) put({ q: typed || null });
    }, 250);
    return () => clearTimeout(timer);
  });

  useEffect(() => {
    if (current) {
      body.current
        ?.querySelector(`[data-record="${current}"]`)
        ?.scrollIntoView({ block: "nearest" });
    }
  }, [current]);

  function open(id: string) {
    navigate(recordPath(form.key, id), {
      state: {
        trail: {
          name: form.name,
          back: `${location.pathname}${location.search}`,
          items: records.slice(0, 200).map((record) => ({ form: form.key, id: record.id })),
        },
      },
    });
  }

  function move(step: number) {
    const next = records[at < 0 ? 0 : Math.min(Math.max(at + step, 0), records.length - 1)];
    if (next) setCurrent(next.id);
  }

  function clear() {
    setTyped("");
    const none: Record<string, null> = { status: null, q: null };
    for (const field of address.filterable) none[`f.${field.key}`] = null;
    put(none);
  }

  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => {
      const record = records[at];
      if (record) open(record.id);
    },
    n: () => {
      if (mayCreate) put({ new: "1" });
    },
    "/": () => searchBox.current?.focus(),
  });

  const all = Object.values(counts.data ?? {}).reduce((sum, count) => sum + count, 0);
  return (
    <>
      <header className="page-head">
        <h1 className="clip">{form.name}</h1>
        <div className="tools">
          <label className="search">
            <Icon name="search" />
            <span className="unseen">{t("records.search")}</span>
            <input
              ref={searchBox}
              type="search"
              value={typed}
              placeholder={t("records.search")}
              onChange={(event) => setTyped(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === "Escape") {
                  setTyped("");
                  event.currentTarget.blur();
                }
              }}
            />
            {phone ? null : <kbd className="kbd">/</kbd>}
          </label>
          {form.public ? <ShareForm form={form} address={form.public} /> : null}
          {mayCreate && !phone ? (
            <button type="button" className="btn btn-primary" onClick={() => put({ new: "1" })}>
              <Icon name="plus" />
              {t("records.new_named", { form: form.name })}
              <kbd className="kbd">N</kbd>
            </button>
          ) : null}
        </div>
      </header>
      {statusField ? (
        <div className="tabs">
          <div className="tabs-scroll" role="tablist" aria-label={statusField.label}>
            {[{ key: "", label: t("records.all") }, ...(statusField.options ?? [])].map(
              (option) => {
                const on = (status ?? "") === option.key;
                const count = counts.data
                  ? option.key
                    ? (counts.data[option.key] ?? 0)
                    : all
                  : null;
                return (
                  <button
                    key={option.key}
                    type="button"
                    role="tab"
                    aria-selected={on}
                    aria-controls="records"
                    className={on ? "tab is-on" : "tab"}
                    onClick={() => put({ status: option.key || null })}
                  >
                    {option.label}
                    {count !== null ? <span className="count">{count}</span> : null}
                  </button>
                );
              },
            )}
          </div>
        </div>
      ) : null}
      {address.filterable.length > 0 ? (
        <div className="filters">
          {address.filterable.map((field) => (
            <OptionFilter
              key={field.key}
              field={field}
              chosen={chosen[field.key] ?? []}
              onChange={(keys) => put({ [`f.${field.key}`]: keys.join(",") || null })}
            />
          ))}
          {narrowed ? (
            <button type="button" className="btn btn-plain btn-small" onClick={clear}>
              {t("records.clear")}
            </button>
          ) : null}
        </div>
      ) : null}
      <div
        className={statusField || address.filterable.length ? "page-body" : "page-body is-lined"}
        id="records"
        ref={body}
      >
        {query.isPending ? <Bones /> : null}
        {query.error && !query.data ? (
          <Trouble error={query.error} retry={() => void query.refetch()} />
        ) : null}
        {query.data && records.length === 0 ? (
          <section className="nothing">
            <Icon name={narrowed ? "search" : "ticket"} />
            <h2>{t(narrowed ? "records.none_found" : "records.none_yet", { form: form.name })}</h2>
            <p>
              {t(
                narrowed
                  ? "records.none_found_text"
                  : form.public
                    ? "records.none_yet_text"
                    : "records.none_yet_here_text",
              )}
            </p>
            <div className="row">
              {narrowed ? (
                <button type="button" className="btn" onClick={clear}>
                  {t("records.clear")}
                </button>
              ) : mayCreate ? (
                <button type="button" className="btn btn-primary" onClick={() => put({ new: "1" })}>
                  <Icon name="plus" />
                  {t("records.new_named", { form: form.name })}
                </button>
              ) : null}
              {narrowed ? null : <TryIt app={form.key.split(".")[0] ?? ""} />}
            </div>
          </section>
        ) : null}
        {records.length > 0 ? (
          phone ? (
            <RecordCards form={form} records={records} people={related} onOpen={open} />
          ) : (
            <RecordTable
              form={form}
              records={records}
              people={related}
              sort={sort}
              onSort={(next) => put({ sort: next === DEFAULT_SORT ? null : next })}
              current={current}
              onCurrent={setCurrent}
              onOpen={open}
            />
          )
        ) : null}
        <MoreOnScroll query={query} />
      </div>
      {total && records.length > 0 && !phone ? (
        <footer className="sums">
          <span>
            {t(total.exact ? "records.total" : "records.total_about", { n: total.value })}
          </span>
        </footer>
      ) : null}
      {address.creating && mayCreate ? (
        <NewRecord form={form} onClose={() => put({ new: null })} />
      ) : null}
    </>
  );
}
