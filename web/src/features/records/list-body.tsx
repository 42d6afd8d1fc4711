import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type RefObject, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import type { Field, Form, RecordItem } from "../../api/types";
import { Icon } from "../../app/icon";
import { type ListShape, recordsQuery, useColleagues } from "../../app/queries";
import { Face, Status, Urgency } from "../../app/signs";
import type { LinkedRecord } from "../../fields";
import type { FilterTree } from "../../language/filter";
import { wholeOf } from "./list-state";
import { RecordCards } from "./record-cards";
import type { RowProps } from "./record-grid";
import { RecordRows } from "./record-rows";

export interface Wanted {
  filters: readonly FilterTree[];
  sort: string;
  search: string;
  /** With every promise of each ticket. */
  promises?: boolean;
}

/** What the server is asked for. */
export function shapeOf(form: Form, { filters, sort, search, promises }: Wanted): ListShape {
  const filter = wholeOf(filters);
  return {
    sort,
    ...(filter ? { filter: JSON.stringify(filter) } : {}),
    ...(search ? { search } : {}),
    ...(form.case ? { due: true } : {}),
    ...(promises ? { promises } : {}),
  };
}

/** Records of a shape as far as they are loaded, with the names they need. */
export function useRecords(form: Form, wanted: Wanted, enabled = true) {
  const query = useInfiniteQuery({ ...recordsQuery(form.key, shapeOf(form, wanted)), enabled });
  const records = useMemo(
    () => query.data?.pages.flatMap((page): RecordItem[] => page.items) ?? [],
    [query.data],
  );
  const people = useMemo(() => {
    const found: Record<string, { name: string }> = {};
    for (const page of query.data?.pages ?? []) Object.assign(found, page.related.people);
    return found;
  }, [query.data]);
  const linked = useMemo(() => {
    const found: Record<string, LinkedRecord> = {};
    for (const page of query.data?.pages ?? []) Object.assign(found, page.related.records);
    return found;
  }, [query.data]);
  return { query, records, people, linked };
}

/** A group of the list: the value all its records have, none for those without. */
export interface Group {
  value: string | null;
  count: number | null;
}

/** The groups of a list in the order of the field's options; people by how many records they have. */
export function useGroups(form: Form, field: Field | undefined, wanted: Wanted) {
  const filter = wholeOf(wanted.filters);
  return useQuery({
    queryKey: ["counts", form.key, "groups", field?.key ?? "", filter ?? null],
    enabled: field !== undefined,
    queryFn: async ({ signal }): Promise<Group[]> => {
      const { rows } = await call(
        api.POST("/query", {
          body: {
            from: form.key,
            by: [{ field: field?.key ?? "" }],
            measures: [{ agg: "count" }],
            ...(filter ? { filter: filter as { [key: string]: unknown } } : {}),
          },
          signal,
        }),
      );
      const found = rows.map(([value, count]) => ({
        value: value === null ? null : String(value),
        count: Number(count),
      }));
      return inOrder(found, field);
    },
  });
}

export function inOrder(groups: Group[], field: Field | undefined): Group[] {
  const order = new Map((field?.options ?? []).map((option, index) => [option.key, index]));
  const place = ({ value, count }: Group) =>
    value === null ? Number.POSITIVE_INFINITY : (order.get(value) ?? order.size - (count ?? 0));
  return [...groups].sort((a, b) => place(a) - place(b));
}

interface BodyProps extends Omit<RowProps, "people"> {
  height: number;
  scroller: RefObject<HTMLElement | null>;
}

interface GroupProps {
  form: Form;
  group: Group;
  place: number;
  field: Field;
  wanted: Wanted;
  /** Of records that are about to be deleted. */
  hidden: ReadonlySet<string>;
  /** Tells which records are shown, in their order; the place of a group keeps groups apart. */
  onRecords: (place: number, records: RecordItem[]) => void;
}

/** A group as far as it is loaded; folded it has no records, and where a search finds nothing in it, no head. */
function useGroup({ form, group, place, field, hidden, onRecords, ...props }: GroupProps) {
  const [open, setOpen] = useState(true);
  const condition: FilterTree =
    group.value === null
      ? { field: field.key, op: "empty" }
      : { field: field.key, op: "eq", value: group.value };
  const wanted = { ...props.wanted, filters: [...props.wanted.filters, condition] };
  const { search } = wanted;
  // Whether a search finds something in it is to be known of a folded one, too.
  const { query, records, people, linked } = useRecords(form, wanted, open || search !== "");
  const shown = useMemo(
    () => (open ? records.filter((each) => !hidden.has(each.id)) : []),
    [open, records, hidden],
  );
  useEffect(() => {
    onRecords(place, shown);
    return () => onRecords(place, []);
  }, [onRecords, place, shown]);
  const count = search ? (query.data?.pages[0]?.count?.value ?? null) : group.count;
  const head =
    search && count === 0 ? null : (
      <button type="button" className="row" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="down" size="s" className={open ? "" : "is-folded"} />
        <GroupName field={field} value={group.value} />
        {count === null ? null : <span className="count">{count.toLocaleString()}</span>}
      </button>
    );
  return { head, shown, people, linked, more: open && query.hasNextPage ? query : null };
}

function MoreOfGroup({ query }: { query: ReturnType<typeof useRecords>["query"] }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className="text-link"
      disabled={query.isFetchingNextPage}
      onClick={() => void query.fetchNextPage()}
    >
      {t("list.more_of_group")}
    </button>
  );
}

/** One group: its head with the count, and its own pages. */
export function GroupRows(props: BodyProps & GroupProps) {
  const { head, shown, people, linked, more } = useGroup(props);
  const span = props.columns.length + 1;
  return (
    <RecordRows
      {...props}
      records={shown}
      people={people}
      linked={linked}
      head={
        head ? (
          <tr className="group">
            <td colSpan={span}>{head}</td>
          </tr>
        ) : null
      }
      tail={
        more ? (
          <tr className="group-more">
            <td colSpan={span}>
              <MoreOfGroup query={more} />
            </td>
          </tr>
        ) : null
      }
    />
  );
}

/** The same on a phone. */
export function GroupCards({ onOpen, ...props }: GroupProps & { onOpen: (id: string) => void }) {
  const { head, shown, people, more } = useGroup(props);
  if (!head) return null;
  return (
    <section>
      <h2 className="job-group job-fold">{head}</h2>
      <RecordCards form={props.form} records={shown} people={people} onOpen={onOpen} />
      {more ? (
        <p className="job-more">
          <MoreOfGroup query={more} />
        </p>
      ) : null}
    </section>
  );
}

function GroupName({ field, value }: { field: Field; value: string | null }) {
  const { t } = useTranslation();
  const { data } = useColleagues();
  if (value === null) {
    return <span>{t(field.type === "member" ? "records.nobody" : "list.without")}</span>;
  }
  if (field.type === "status") return <Status field={field} value={value} />;
  if (field.type === "priority") return <Urgency field={field} value={value} />;
  if (field.type === "member") {
    const name = data?.items.find((each) => each.id === value)?.name ?? t("list.somebody");
    return (
      <span className="row">
        <Face name={name} size="s" />
        {name}
      </span>
    );
  }
  return <span>{field.options?.find((option) => option.key === value)?.label ?? value}</span>;
}
