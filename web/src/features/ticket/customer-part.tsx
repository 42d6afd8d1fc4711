import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Form, RecordDetail, RecordItem } from "../../api/types";
import { Icon } from "../../app/icon";
import { recordPath } from "../../app/places";
import { Face, Status } from "../../app/signs";
import { besides, unturned } from "../../fields/isolate";
import { totalText, useCustomerOf } from "../records/customer-lookup";
import { customerFields, textOf } from "../records/customer-of";
import { SensitiveValue } from "./sensitive-value";

const MOST = 4;

function OpenElsewhere({
  form,
  record,
  open,
}: {
  form: Form;
  record: RecordDetail;
  open: RecordItem[];
}) {
  const { t } = useTranslation();
  const others = open.filter((each) => each.id !== record.id);
  const [newest] = others;
  if (!newest) return null;
  return (
    <Link className="link" to={recordPath(form.key, newest.id)}>
      <Icon name="ticket" />
      <span className="clip grow">
        {newest.title} <span className="quiet">{newest.number}</span>
      </span>
      <span className="end quiet">{t("customer.open_more", { n: others.length })}</span>
    </Link>
  );
}

/** Who the customer is, how to reach them, and what else they brought. */
export function CustomerPart({
  form,
  record,
  brief = false,
}: {
  form: Form;
  record: RecordDetail;
  /** In one line with what else is open. */
  brief?: boolean;
}) {
  const { t } = useTranslation();
  const keys = customerFields(form);
  const name = textOf(record.values, keys.name);
  const phone = textOf(record.values, keys.phone);
  const email = textOf(record.values, keys.email);
  const sealed = (key: string | null) =>
    form.fields.find((field) => field.key === key && field.sensitive);
  const sealedFields = [sealed(keys.phone), sealed(keys.email)].filter(
    (field) => field !== undefined,
  );
  const known = useCustomerOf(form, form.case ? textOf(record.values, keys.key ?? keys.phone) : "");
  if (!form.case || !(name || phone || email)) return null;
  const others = known.others.filter((each) => each.id !== record.id);
  const status = form.fields.find((field) => field.type === "status");
  return (
    <section className="part" aria-label={t("customer.title")}>
      <div className="who">
        <Face name={name || "?"} size="l" />
        <div className="grow">
          <div className="who-name">
            {known.record && known.customerForm && keys.person ? (
              <Link className="clip" to={recordPath(known.customerForm.key, known.record.id)}>
                {unturned(name || known.record.title)}
              </Link>
            ) : (
              <span className="clip">{unturned(name)}</span>
            )}
          </div>
          <div className={sealedFields.length > 0 ? "who-line is-sealed" : "who-line clip"}>
            <span className="clip">
              {besides(sealed(keys.phone) ? "" : phone, sealed(keys.email) ? "" : email)}
            </span>
            {sealedFields.map((field) => (
              <SensitiveValue key={field.key} form={form} record={record} field={field} />
            ))}
          </div>
        </div>
        <div className="row contact">
          {phone && !sealed(keys.phone) ? (
            <a className="btn btn-icon" href={`tel:${phone}`} aria-label={t("ticket.call")}>
              <Icon name="phone" />
            </a>
          ) : null}
          {email && !sealed(keys.email) ? (
            <a className="btn btn-icon" href={`mailto:${email}`} aria-label={t("customer.mail")}>
              <Icon name="mail" />
            </a>
          ) : null}
        </div>
      </div>
      {brief ? <OpenElsewhere form={form} record={record} open={known.open} /> : null}
      {brief || !known.asks ? null : (
        <dl className="figures">
          <div>
            <dt>{t("customer.open")}</dt>
            <dd>{known.counts ? totalText(known.counts.open) : "–"}</dd>
          </div>
          <div>
            <dt>{t("customer.all")}</dt>
            <dd>{known.counts ? totalText(known.counts.all) : "–"}</dd>
          </div>
        </dl>
      )}
      {(brief ? [] : others).slice(0, MOST).map((each) => (
        <Link key={each.id} className="link" to={recordPath(form.key, each.id)}>
          <Icon name="ticket" />
          <span className="clip grow">
            {each.title} <span className="quiet">{each.number}</span>
          </span>
          {status ? (
            <span className="end">
              <Status field={status} value={textOf(each.values, status.key)} />
            </span>
          ) : null}
        </Link>
      ))}
    </section>
  );
}
