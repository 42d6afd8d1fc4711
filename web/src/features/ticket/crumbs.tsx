import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import type { Form, RecordDetail } from "../../api/types";
import { Icon } from "../../app/icon";
import { useKeys } from "../../app/keys";
import { formPath, recordPath } from "../../app/places";
import { customerFields, textOf } from "../records/customer-of";

/** The list a record was opened from: where to go back to, and its neighbors. */
interface Trail {
  name: string;
  back: string;
  items: { form: string; id: string }[];
}

function trailOf(state: unknown): Trail | null {
  return (state as { trail?: Trail } | null)?.trail ?? null;
}

export function Crumbs({
  form,
  record,
  present,
}: {
  form: Form;
  record: RecordDetail;
  /** Who else is here. */
  present: ReactNode;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { state } = useLocation();
  const trail = trailOf(state);
  const at = trail?.items.findIndex((item) => item.id === record.id) ?? -1;
  const before = trail?.items[at - 1];
  const after = at >= 0 ? trail?.items[at + 1] : undefined;
  const go = (item: { form: string; id: string } | undefined) => {
    if (item) navigate(recordPath(item.form, item.id), { state, replace: true });
  };
  const back = () => navigate(trail?.back ?? formPath(form.key));
  const phone = textOf(record.values, customerFields(form).phone);

  useKeys({ j: () => go(after), k: () => go(before), Escape: back });

  return (
    <div className="crumbs">
      <button
        type="button"
        className="btn btn-plain btn-small btn-icon"
        aria-label={t("ticket.back", { name: trail?.name ?? form.name })}
        onClick={back}
      >
        <Icon name="back" />
      </button>
      <span className="crumbs-name">{trail?.name ?? form.name}</span>
      <span className="crumbs-number quiet">{record.number}</span>
      {trail && at >= 0 ? (
        <span className="crumbs-move">
          <span className="quiet">{t("ticket.place", { at: at + 1, of: trail.items.length })}</span>
          <button
            type="button"
            className="btn btn-plain btn-small btn-icon"
            aria-label={t("ticket.previous")}
            title={`${t("ticket.previous")} (K)`}
            disabled={!before}
            onClick={() => go(before)}
          >
            <Icon name="up" />
          </button>
          <button
            type="button"
            className="btn btn-plain btn-small btn-icon"
            aria-label={t("ticket.next")}
            title={`${t("ticket.next")} (J)`}
            disabled={!after}
            onClick={() => go(after)}
          >
            <Icon name="down" />
          </button>
        </span>
      ) : null}
      <span className="push">{present}</span>
      {phone && !phone.includes("***") ? (
        <a className="crumbs-call" href={`tel:${phone}`} aria-label={t("ticket.call")}>
          <Icon name="phone" size="l" />
        </a>
      ) : null}
    </div>
  );
}
