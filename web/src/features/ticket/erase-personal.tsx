import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import type { Field, Form, RecordDetail } from "../../api/types";
import { Bones } from "../../app/bones";
import { Icon } from "../../app/icon";
import { useSaying } from "../../app/saying";
import { Trouble } from "../../app/trouble";
import { isEmpty, toFieldValue } from "../../fields";
import { customerFields, textOf } from "../records/customer-of";
import "./sensitive-value.css";
import { Reason } from "./reason";

const SHORTEST = 2;
const CONTACT = new Set(["mobile", "landline", "email"]);
type Texts = "comments" | "messages";

/** 删除个人信息: for who may delete the record. What goes is chosen and told first; nothing brings it back. */
export function ErasePersonal({ form, record }: { form: Form; record: RecordDetail }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (!record.access.can.includes("delete")) return null;
  return (
    <div className="erase-offer">
      <button type="button" className="text-link" onClick={() => setOpen(true)}>
        {t("erase.offer")}
      </button>
      {open ? <Dialog form={form} record={record} onClose={() => setOpen(false)} /> : null}
    </div>
  );
}

function Dialog({
  form,
  record,
  onClose,
}: {
  form: Form;
  record: RecordDetail;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const say = useSaying();
  const client = useQueryClient();
  const path = { form: form.key, record_id: record.id };
  const look = useQuery({
    queryKey: ["erasure", form.key, record.id],
    queryFn: ({ signal }) =>
      call(api.GET("/forms/{form}/records/{record_id}/erasure", { params: { path }, signal })),
    staleTime: 0,
  });
  const erase = useMutation({
    mutationFn: (body: { reason: string; fields: string[]; also: Texts[] }) =>
      call(
        api.POST("/forms/{form}/records/{record_id}/erase-sensitive", { params: { path }, body }),
      ),
    onSuccess: async () => {
      onClose();
      say.done(t("erase.done"));
      await client.invalidateQueries();
    },
    onError: (error) => say.failed(error),
  });
  const possible = form.fields.filter((field) => look.data?.fields.includes(field.key));
  const sensitive = look.data?.sensitive ?? [];
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const [also, setAlso] = useState<readonly Texts[]>([]);
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const fields = chosen ?? usual(form, possible);
  const going = [...sensitive, ...fields.filter((key) => !sensitive.includes(key))];
  const nothing = look.data !== undefined && going.length === 0 && also.length === 0;
  const missing = reason.trim().length < SHORTEST;

  function go() {
    setTried(true);
    if (missing || nothing || !look.data || erase.isPending) return;
    const named = fields.filter((key) => !sensitive.includes(key));
    erase.mutate({ reason: reason.trim(), fields: named, also: [...also] });
  }

  return (
    <Modal
      open
      title={t("erase.title", { record: record.number || record.title })}
      okText={t("erase.go")}
      okButtonProps={{ danger: true, disabled: look.data === undefined }}
      cancelText={t("dialog.cancel")}
      closable={{ "aria-label": t("dialog.close") }}
      onOk={go}
      onCancel={onClose}
      confirmLoading={erase.isPending}
      width={520}
    >
      <form
        className="sensitive-why"
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <p>{t("erase.told")}</p>
        {look.isPending ? <Bones height={36} /> : null}
        {look.error && !look.data ? (
          <Trouble error={look.error} retry={() => void look.refetch()} />
        ) : null}
        {look.data ? (
          <fieldset className="erase-what">
            <legend className="field-label">{t("erase.what")}</legend>
            {possible.map((field) => (
              <Line
                key={field.key}
                name={field.label}
                told={toldOf(field)}
                on={going.includes(field.key)}
                fixed={sensitive.includes(field.key)}
                onTurn={(on) =>
                  setChosen(on ? [...fields, field.key] : fields.filter((key) => key !== field.key))
                }
              />
            ))}
            {(["comments", "messages"] as const)
              .filter((kind) => (look.data?.[kind] ?? 0) > 0)
              .map((kind) => (
                <Line
                  key={kind}
                  name={t(`erase.${kind}`, { n: look.data?.[kind] })}
                  told={t(`erase.${kind}_told`)}
                  on={also.includes(kind)}
                  onTurn={(on) =>
                    setAlso(on ? [...also, kind] : also.filter((each) => each !== kind))
                  }
                />
              ))}
            {tried && nothing ? <span className="field-problem">{t("erase.nothing")}</span> : null}
          </fieldset>
        ) : null}
        <Reason
          label={t("erase.reason")}
          value={reason}
          onChange={setReason}
          usual={["asked", "period", "mistake"].map((key) => t(`erase.usual.${key}`))}
          missing={tried && missing}
        />
        <p className="erase-note quiet">
          <Icon name="info" size="s" />
          <span>{t("erase.elsewhere")}</span>
        </p>
      </form>
    </Modal>
  );

  function toldOf(field: Field): string {
    if (sensitive.includes(field.key)) return t("erase.sensitive");
    const value = record.values[field.key] ?? null;
    if (isEmpty(toFieldValue(value))) return t("erase.only_history");
    if (field.type === "files")
      return t("erase.files", { n: Array.isArray(value) ? value.length : 0 });
    return textOf(record.values, field.key);
  }
}

/** What tells who somebody is, chosen to begin with: how to reach them, and their name. */
function usual(form: Form, possible: Field[]): string[] {
  const { name } = customerFields(form);
  return possible
    .filter((field) => CONTACT.has(field.type) || field.key === name)
    .map((field) => field.key);
}

function Line({
  name,
  told,
  on,
  fixed = false,
  onTurn,
}: {
  name: string;
  told: string;
  on: boolean;
  fixed?: boolean;
  onTurn: (on: boolean) => void;
}) {
  return (
    <label className="tick erase-line">
      <input
        type="checkbox"
        checked={on}
        disabled={fixed}
        onChange={(event) => onTurn(event.target.checked)}
      />
      <span className="erase-name">{name}</span>
      <span className="quiet clip">{told}</span>
    </label>
  );
}
