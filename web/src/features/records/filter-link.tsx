import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import type { Form } from "../../api/types";
import { useRested } from "../../app/rested";
import type { RecordChoiceProps } from "../../designer/inputs";
import type { FilterTree } from "../../language/filter";
import { choiceLeaf, valuesOf, wayOf } from "./filter-choice";
import { type OneProps, Title, Ways } from "./filter-parts";
import { findRecords } from "./find-records";

/** Milliseconds of rest before a typed text is looked for. */
const REST = 180;

/** Ids that conditions name, by the form that they are of. */
export function linkedIn(form: Form, filters: readonly FilterTree[]): Record<string, string[]> {
  const found: Record<string, Set<string>> = {};
  const walk = (tree: FilterTree): void => {
    if ("not" in tree) walk(tree.not);
    else if ("all" in tree) tree.all.forEach(walk);
    else if ("any" in tree) tree.any.forEach(walk);
    else {
      const field = form.fields.find((each) => each.key === tree.field);
      if (field?.type !== "link" || !field.form) return;
      const values = Array.isArray(tree.value) ? tree.value : [tree.value];
      for (const id of values) {
        if (typeof id !== "string" || !id) continue;
        const ids = found[field.form] ?? new Set();
        found[field.form] = ids.add(id);
      }
    }
  };
  filters.forEach(walk);
  return Object.fromEntries(Object.entries(found).map(([key, ids]) => [key, [...ids].sort()]));
}

/** The titles of the records that conditions name, as far as the reader sees them. */
export function useLinkTitles(
  form: Form,
  filters: readonly FilterTree[],
): Readonly<Record<string, string>> {
  const wanted = useMemo(() => Object.entries(linkedIn(form, filters)), [form, filters]);
  return useQueries({
    queries: wanted.map(([target, ids]) => ({
      queryKey: ["link-titles", target, ids],
      placeholderData: keepPreviousData,
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call(
          api.GET("/forms/{form}/records", {
            params: {
              path: { form: target },
              query: {
                limit: Math.min(ids.length, 200),
                filter: JSON.stringify({ field: "id", op: "in", value: ids }),
              },
            },
            signal,
          }),
        ),
    })),
    combine: (answers) =>
      Object.fromEntries(
        answers.flatMap((each) => each.data?.items.map((item) => [item.id, item.title]) ?? []),
      ),
  });
}

/** Records of another form, found by title or number. */
export function RecordChoice({
  target,
  label,
  several,
  value,
  names,
  onMeet,
  onChange,
  problem = false,
  opened = false,
}: RecordChoiceProps & { opened?: boolean }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const asked = useRested(typed.trim(), REST);
  const { data, isError } = useQuery({
    queryKey: ["records-found", target, asked],
    queryFn: ({ signal }) => findRecords(target, asked, signal),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  const name = (id: string) => names[id] ?? t("list.unseen_record");
  const kept = value.map((id) => ({ value: id, label: name(id), number: "" }));
  const found = (data ?? []).filter((each) => !value.includes(each.id));
  const offered = found.map((each) => ({
    value: each.id,
    label: each.title,
    number: each.number === each.title ? "" : each.number,
  }));
  return (
    <Select
      mode="multiple"
      autoFocus={opened}
      className="found-choice"
      value={[...value]}
      aria-label={label}
      placeholder={t("list.find_record")}
      status={problem ? "warning" : ""}
      showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
      notFoundContent={
        <span className="quiet small">
          {t(isError ? "list.find_failed" : data ? "list.found_none" : "list.finding")}
        </span>
      }
      options={[...(asked ? [] : kept), ...offered]}
      optionRender={(option) => (
        <span className="found-record">
          <span className="clip">{option.data.label}</span>
          {option.data.number ? <small className="quiet">{option.data.number}</small> : null}
        </span>
      )}
      labelRender={({ value: id }) => name(String(id))}
      onChange={(next: string[]) => {
        const fresh = found.filter((each) => next.includes(each.id));
        if (fresh.length) onMeet(Object.fromEntries(fresh.map((each) => [each.id, each.title])));
        setTyped("");
        onChange(several ? next : next.slice(-1));
      }}
    />
  );
}

/** The condition on a link: records of the other form. */
export function LinkCondition({
  field,
  value,
  onChange,
  titles,
}: OneProps & { titles: Readonly<Record<string, string>> }) {
  const [way, setWay] = useState<string>(wayOf(value));
  const [chosen, setChosen] = useState(valuesOf(value).map(String));
  const [met, setMet] = useState<Record<string, string>>({});
  return (
    <div className="filter-editor">
      <Title field={field} />
      <Ways
        ways={["is", "not", "empty"]}
        value={way}
        onChange={(next) => {
          setWay(next);
          onChange(choiceLeaf(field.key, next, chosen));
        }}
      />
      {way === "empty" ? null : (
        <RecordChoice
          several
          opened
          target={field.field?.form ?? ""}
          label={field.label}
          value={chosen}
          names={{ ...titles, ...met }}
          onMeet={(names) => setMet((before) => ({ ...before, ...names }))}
          onChange={(next) => {
            setChosen(next);
            onChange(choiceLeaf(field.key, way, next));
          }}
        />
      )}
    </div>
  );
}
