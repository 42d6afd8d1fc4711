import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field, Form, Value, Values } from "../../api/types";
import { kindOf, toFieldValue } from "../../fields";
import type { Saving, Stale } from "./save-record";

const same = (a: Value | undefined, b: Value | undefined) =>
  JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

function Shown({ field, value }: { field: Field; value: Value | undefined }) {
  const { View } = kindOf(field);
  return <View field={field} value={toFieldValue(value ?? null)} />;
}

/** Somebody saved first: both versions side by side, and a choice for every field that differs. */
export function StaleDialog({ form, saving }: { form: Form; saving: Saving }) {
  return saving.stale ? (
    <Choice key={saving.stale.current.version} form={form} stale={saving.stale} saving={saving} />
  ) : null;
}

function Choice({ form, stale, saving }: { form: Form; stale: Stale; saving: Saving }) {
  const { t } = useTranslation();
  const { current, mine } = stale;
  const differing = form.fields.filter(
    (field) => field.key in mine && !same(mine[field.key], current.values[field.key]),
  );
  const [theirs, setTheirs] = useState<readonly string[]>([]);

  function settle() {
    const chosen: Values = {};
    for (const field of differing) {
      if (!theirs.includes(field.key)) chosen[field.key] = mine[field.key] ?? null;
    }
    saving.settle(chosen);
  }

  return (
    <Modal
      open
      title={t("stale.title")}
      okText={t("stale.save")}
      cancelText={t("stale.later")}
      onOk={settle}
      onCancel={saving.giveUp}
      confirmLoading={saving.pending}
      closable={{ "aria-label": t("dialog.close") }}
      width={640}
    >
      <p className="stale-text">{t(differing.length ? "stale.text" : "stale.same")}</p>
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
