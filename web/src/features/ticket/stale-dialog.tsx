import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field, Form, Value } from "../../api/types";
import { kindOf, toFieldValue } from "../../fields";
import { type Choosing, chosenOf, type Stale } from "./save-record";

const same = (a: Value | undefined, b: Value | undefined) =>
  JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

function Shown({ field, value }: { field: Field; value: Value | undefined }) {
  const { View } = kindOf(field);
  return <View field={field} value={toFieldValue(value ?? null)} />;
}

/** Somebody saved first: both versions side by side, and a choice for every field that both changed. */
export function StaleDialog({
  form,
  saving,
  act,
}: {
  form: Form;
  saving: Choosing;
  /** What the choice is followed by, where it is more than saving. */
  act?: string | undefined;
}) {
  return saving.stale ? (
    <Choice
      key={saving.stale.current.version}
      form={form}
      stale={saving.stale}
      saving={saving}
      act={act}
    />
  ) : null;
}

function Choice({
  form,
  stale,
  saving,
  act,
}: {
  form: Form;
  stale: Stale;
  saving: Choosing;
  act: string | undefined;
}) {
  const { t } = useTranslation();
  const { current, mine } = stale;
  const differing = form.fields.filter(
    (field) =>
      stale.fields.includes(field.key) && !same(mine[field.key], current.values[field.key]),
  );
  const [theirs, setTheirs] = useState<readonly string[]>([]);

  return (
    <Modal
      open
      title={t("stale.title")}
      okText={act ? t("stale.go_on", { act }) : t("stale.save")}
      cancelText={t("stale.later")}
      onOk={() => saving.settle(chosenOf(stale, theirs))}
      onCancel={saving.giveUp}
      confirmLoading={saving.pending}
      closable={{ "aria-label": t("dialog.close") }}
      width={640}
    >
      <p className="stale-text">
        {t(differing.length ? (act ? "stale.text_act" : "stale.text") : "stale.same", { act })}
      </p>
      {differing.map((field) => (
        <fieldset key={field.key} className="stale-field">
          <legend>{field.label}</legend>
          {[true, false].map((ours) => {
            const on = ours !== theirs.includes(field.key);
            return (
              <label key={String(ours)} className={on ? "is-on" : ""}>
                <input
                  type="radio"
                  name={`stale-${field.key}`}
                  checked={on}
                  onChange={() =>
                    setTheirs(
                      ours ? theirs.filter((key) => key !== field.key) : [...theirs, field.key],
                    )
                  }
                />
                <span>{t(ours ? "stale.mine" : "stale.theirs")}</span>
                <div className="stale-value">
                  <Shown field={field} value={ours ? mine[field.key] : current.values[field.key]} />
                </div>
              </label>
            );
          })}
        </fieldset>
      ))}
    </Modal>
  );
}
