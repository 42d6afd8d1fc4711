import { useQuery } from "@tanstack/react-query";
import { api, call } from "../../api/client";
import { allOf, type Filter } from "../../api/filter";
import type { Form, RecordItem } from "../../api/types";
import { findForm, formNear } from "../../app/places";
import { useWorkspace } from "../../app/queries";
import { customerFields } from "./customer-of";

/** How many, and whether that is all of them. */
interface Total {
  value: number;
  exact: boolean;
}

const SHOWN = 20;
const NONE: Total = { value: 0, exact: true };

/** 「12」, 「1000+」. */
export const totalText = ({ value, exact }: Total) => `${value}${exact ? "" : "+"}`;

/** What is known about the customer with this phone number: the own record, and tickets still open. */
export function useCustomerOf(
  form: Form,
  value: string,
): {
  customerForm: Form | null;
  record: RecordItem | null;
  open: RecordItem[];
  others: RecordItem[];
  /** How many there are, as far as one may ask; none while it is not known. */
  counts: { open: Total; all: Total } | null;
  /** Whether it can be asked at all: nobody is found by what is masked. */
  asks: boolean;
  /** Whether the record is a person's. */
  person: boolean;
} {
  const workspace = useWorkspace();
  const { form: name, match, key, phone, person } = customerFields(form);
  const customerForm =
    (name ? (formNear(workspace, name, form) ?? findForm(workspace, name)) : null) ?? null;
  const matching = key ?? phone;
  // What is masked finds nobody.
  const asked = form.fields.find((field) => field.key === matching)?.sensitive ? "" : value;
  const find = (target: string, filters: Filter[], limit: number, count = false) =>
    call(
      api.GET("/forms/{form}/records", {
        params: {
          path: { form: target },
          query: { filter: allOf(filters) ?? "", sort: "-created_at", limit, count },
        },
      }),
    );
  const customer = useQuery({
    queryKey: ["records", customerForm?.key ?? "", "customer", asked],
    queryFn: () =>
      find(customerForm?.key ?? "", [{ field: match ?? "", op: "eq", value: asked }], 1),
    enabled: Boolean(asked && customerForm && match),
  });
  const theirs: Filter = { field: matching ?? "", op: "eq", value: asked };
  const enabled = Boolean(asked && matching && form.case);
  const tickets = useQuery({
    queryKey: ["records", form.key, "customer", asked],
    queryFn: () => find(form.key, [theirs], SHOWN, true),
    enabled,
  });
  const status = form.fields.find((field) => field.type === "status");
  const going = (status?.options ?? [])
    .filter((option) => option.category !== "closed" && option.category !== "solved")
    .map((option) => option.key);
  // Asked for by themselves: what is open may be older than all that is listed.
  const opened = useQuery({
    queryKey: ["records", form.key, "customer", asked, "open"],
    queryFn: () =>
      find(form.key, [theirs, { field: status?.key ?? "", op: "in", value: going }], SHOWN, true),
    enabled: enabled && going.length > 0,
  });
  const others = tickets.data?.items ?? [];
  const open = opened.data?.items ?? [];
  const totalOf = (page: typeof tickets.data): Total =>
    page?.count ?? { value: page?.items.length ?? 0, exact: true };
  const known = tickets.data && (going.length === 0 || opened.data);
  return {
    customerForm,
    record: customer.data?.items[0] ?? null,
    others,
    counts: known
      ? { open: going.length ? totalOf(opened.data) : NONE, all: totalOf(tickets.data) }
      : null,
    asks: Boolean(asked && matching),
    person,
    open,
  };
}
