import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, call } from "../../api/client";
import { allOf } from "../../api/filter";
import type { Form, RecordDetail } from "../../api/types";
import { Icon } from "../../app/icon";
import { allForms, formNear, formPath, recordPath } from "../../app/places";
import { useWorkspace } from "../../app/queries";
import { Moment, Status } from "../../app/signs";
import { customerFields, textOf } from "../records/customer-of";

const MOST = 20;

/** On a customer's record: the tickets of every form that is filled from this one. */
export function TicketsOfCustomer({ form, record }: { form: Form; record: RecordDetail }) {
  const workspace = useWorkspace();
  const filled = allForms(workspace).filter((each) => {
    const { form: name } = customerFields(each);
    return each.case && name && formNear(workspace, name, each)?.key === form.key;
  });
  return filled.map((each) => <Tickets key={each.key} of={record} form={each} />);
}

function Tickets({ form, of }: { form: Form; of: RecordDetail }) {
  const { t } = useTranslation();
  const { key, match } = customerFields(form);
  const value = textOf(of.values, match);
  const theirs = { field: key ?? "", op: "eq" as const, value };
  const { data } = useQuery({
    queryKey: ["records", form.key, "customer", value],
    queryFn: () =>
      call(
        api.GET("/forms/{form}/records", {
          params: {
            path: { form: form.key },
            query: {
              filter: allOf([theirs]) ?? "",
              sort: "-created_at",
              limit: MOST,
              count: true,
            },
          },
        }),
      ),
    enabled: Boolean(key && value),
  });
  const status = form.fields.find((field) => field.type === "status");
  if (!data) return null;
  const total = data.count ?? { value: data.items.length, exact: data.next === null };
  return (
    <section className="part" aria-label={form.name}>
      <div className="part-head">
        <h2>{form.name}</h2>
        <span className="count">
          {total.value.toLocaleString()}
          {total.exact ? "" : "+"}
        </span>
      </div>
      {data.items.length === 0 ? <p className="quiet small">{t("customer.none")}</p> : null}
      {data.items.map((each) => (
        <Link key={each.id} className="link" to={recordPath(form.key, each.id)}>
          <Icon name="ticket" />
          <span className="clip grow">
            {each.title} <span className="quiet">{each.number}</span>
          </span>
          <span className="end row">
            <span className="quiet">
              <Moment at={each.created_at} />
            </span>
            {status ? <Status field={status} value={textOf(each.values, status.key)} /> : null}
          </span>
        </Link>
      ))}
      {total.value > data.items.length ? (
        <Link
          className="text-link"
          to={`${formPath(form.key)}?${new URLSearchParams({ filter: JSON.stringify([theirs]) })}`}
        >
          {t("customer.all")}
        </Link>
      ) : null}
    </section>
  );
}
