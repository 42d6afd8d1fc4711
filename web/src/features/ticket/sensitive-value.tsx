import { useMutation } from "@tanstack/react-query";
import { Modal } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import type { Field, Form, RecordDetail } from "../../api/types";
import { Icon } from "../../app/icon";
import { useSaying } from "../../app/saying";
import { isMask, toFieldValue } from "../../fields";
import "./sensitive-value.css";
import { Reason } from "./reason";

/** So long an opened value stays open, and a reason is not asked for again on the same record. */
const SHOWN_MS = 60_000;
const REMEMBERED_MS = 5 * 60_000;
const SHORTEST = 2;
/** Opened, these are numbers to call. */
const CALLED: ReadonlySet<string> = new Set(["mobile", "landline"]);
const reasons = new Map<string, { reason: string; until: number }>();

/** The reason that was given for this record a little while ago. */
function remembered(record: string, now = Date.now()): string | null {
  const known = reasons.get(record);
  return known && known.until > now ? known.reason : null;
}

/** A masked value with a lock; whoever may read it sees it for a minute, after giving a reason. */
export function SensitiveValue({
  form,
  record,
  field,
}: {
  form: Form;
  record: RecordDetail;
  field: Field;
}) {
  const { t } = useTranslation();
  const say = useSaying();
  const [asking, setAsking] = useState(false);
  const [opened, setOpened] = useState<string | null>(null);
  const value = toFieldValue(record.values[field.key] ?? null);
  const right = record.access.fields[field.key];
  const may = (right === "read" || right === "write") && isMask(value, field);
  const reveal = useMutation({
    mutationFn: (reason: string) =>
      call(
        api.POST("/forms/{form}/records/{record_id}/reveal", {
          params: { path: { form: form.key, record_id: record.id } },
          body: { fields: [field.key], reason },
        }),
      ),
    onSuccess: (answer, reason) => {
      reasons.set(record.id, { reason, until: Date.now() + REMEMBERED_MS });
      setAsking(false);
      setOpened(answer.values[field.key] ?? "");
    },
    onError: (error) => say.failed(error),
  });
  // Another value, or another record: what was opened is not what stands here now.
  useEffect(() => setOpened(null), [record.id, record.version]);
  useEffect(() => {
    if (opened === null) return;
    const timer = setTimeout(() => setOpened(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [opened]);
  function open() {
    const reason = remembered(record.id);
    if (reason === null) setAsking(true);
    else reveal.mutate(reason);
  }
  return (
    <span className="sensitive">
      <Icon name="lock" size="s" />
      <span className="sensitive-text">
        {opened !== null && CALLED.has(field.type) ? (
          <a href={`tel:${opened}`}>{opened}</a>
        ) : (
          (opened ?? (typeof value === "string" ? value : ""))
        )}
      </span>
      {may ? (
        <button
          type="button"
          className="text-link"
          disabled={reveal.isPending}
          aria-label={t(opened === null ? "sensitive.see_of" : "sensitive.hide_of", {
            field: field.label,
          })}
          onClick={opened === null ? open : () => setOpened(null)}
        >
          {t(opened === null ? "sensitive.see" : "sensitive.hide")}
        </button>
      ) : null}
      {asking ? (
        <Why
          field={field.label}
          pending={reveal.isPending}
          onCancel={() => setAsking(false)}
          onGo={(reason) => reveal.mutate(reason)}
        />
      ) : null}
    </span>
  );
}

function Why({
  field,
  pending,
  onGo,
  onCancel,
}: {
  field: string;
  pending: boolean;
  onGo: (reason: string) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const missing = reason.trim().length < SHORTEST;
  const usual = ["call", "visit", "identity", "refund"].map((key) => t(`sensitive.usual.${key}`));
  function go() {
    setTried(true);
    if (!missing && !pending) onGo(reason.trim());
  }
  return (
    <Modal
      open
      title={t("sensitive.title", { field })}
      okText={t("sensitive.see")}
      cancelText={t("dialog.cancel")}
      closable={{ "aria-label": t("dialog.close") }}
      onOk={go}
      onCancel={onCancel}
      confirmLoading={pending}
      width={440}
    >
      <form
        className="sensitive-why"
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <p className="quiet">{t("sensitive.told")}</p>
        <Reason
          label={t("sensitive.reason")}
          value={reason}
          onChange={setReason}
          usual={usual}
          missing={tried && missing}
          autoFocus
        />
      </form>
    </Modal>
  );
}
