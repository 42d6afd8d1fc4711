import { useQuery } from "@tanstack/react-query";
import { api, call } from "../../api/client";
import { allOf, type Filter } from "../../api/filter";
import type { Form, RecordItem } from "../../api/types";
import { findForm, formNear } from "../../app/places";
import { useWorkspace } from "../../app/queries";
import { customerFields } from "./customer-of";

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
  counts: { open: number; all: number } | null;
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
  const find = (target: string, filters: Filter[], limit: number) =>
    call(
      api.GET("/forms/{form}/records", {
        params: {
          path: { form: target },
          query: { filter: allOf(filters) ?? "", sort: "-created_at", limit },
        },
      }),
    );
  const customer = useQuery({
    queryKey: ["records", customerForm?.key ?? "", "customer", asked],
    queryFn: () =>
      find(customerForm?.key ?? "", [{ field: match ?? "", op: "eq", value: asked }], 1),
    enabled: Boolean(asked && customerForm && match),
  });
  const tickets = useQuery({
    queryKey: ["records", form.key, "customer", asked],
    queryFn: () => find(form.key, [{ field: matching ?? "", op: "eq", value: asked }], 20),
    enabled: Boolean(asked && matching && form.case),
  });
  const status = form.fields.find((field) => field.type === "status");
  const ended = new Set(
    status?.options
      ?.filter((option) => option.category === "closed" || option.category === "solved")
      .map((option) => option.key),
  );
  const others = tickets.data?.items ?? [];
  const open = status ? others.filter((each) => !ended.has(String(each.values[status.key]))) : [];
  return {
    customerForm,
    record: customer.data?.items[0] ?? null,
    others,
    counts: tickets.data ? { open: open.length, all: others.length } : null,
    asks: Boolean(asked && matching),
    person,
    open,
  };
}
