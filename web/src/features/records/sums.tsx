import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import type { Form } from "../../api/types";
import { showNumber } from "../../fields/number";
import type { FilterTree } from "../../language/filter";
import { wholeOf } from "./list-state";

const SUMMED = new Set(["integer", "decimal", "money"]);
const MOST = 4;

/** At the foot of a list: how many, and the sums of its numbers. Words of a search cannot be summed up. */
export function Sums({
  form,
  filters,
  search,
  total,
}: {
  form: Form;
  filters: readonly FilterTree[];
  search: string;
  total: { value: number; exact: boolean } | null;
}) {
  const { t } = useTranslation();
  const fields = form.fields.filter((field) => SUMMED.has(field.type)).slice(0, MOST);
  const filter = wholeOf(filters);
  const { data } = useQuery({
    queryKey: ["counts", form.key, "sums", filter ?? null],
    enabled: fields.length > 0 && !search,
    queryFn: async ({ signal }) => {
      const { rows } = await call(
        api.POST("/query", {
          body: {
            from: form.key,
            measures: fields.map((field) => ({ agg: "sum" as const, field: field.key })),
            ...(filter ? { filter: filter as { [key: string]: unknown } } : {}),
          },
          signal,
        }),
      );
      return rows[0] ?? null;
    },
    retry: false,
  });
  return (
    <footer className="sums">
      {total ? (
        <span>
          {t(total.exact ? "records.total" : "records.total_about", {
            n: total.value.toLocaleString(),
          })}
        </span>
      ) : null}
      {data && !search
        ? fields.map((field, index) => (
            <span key={field.key}>
              {t("list.sum", { field: field.label })}
              <b>
                <bdi>{showNumber(String(data[index] ?? 0), { ...field, thousands: true })}</bdi>
              </b>
            </span>
          ))
        : null}
    </footer>
  );
}
