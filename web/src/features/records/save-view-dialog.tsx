import { Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { freshId } from "../../api/client";
import type { SavedView } from "../../api/types";
import type { ViewWish } from "./saved-views";

/** A name for the view, and with whom it is shared. */
export function SaveViewDialog({
  view,
  sharing,
  pending,
  onSave,
  onClose,
}: {
  view: SavedView | null;
  sharing: { may: boolean; roles: { key: string; name: string }[] };
  pending: boolean;
  /** `key`: the same however often this dialog is sent. */
  onSave: (wish: ViewWish, key: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState(view?.name ?? "");
  const [roles, setRoles] = useState(view?.roles ?? []);
  const [key] = useState(freshId);
  const [tried, setTried] = useState(false);
  const missing = !name.trim();
  function go() {
    setTried(true);
    if (!missing && !pending) onSave({ name: name.trim(), roles }, key);
  }
  return (
    <Modal
      open
      title={t(view ? "list.rename" : "list.save_new")}
      okText={t("list.save")}
      cancelText={t("dialog.cancel")}
      closable={{ "aria-label": t("dialog.close") }}
      onOk={go}
      onCancel={onClose}
      confirmLoading={pending}
      width={440}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <label className={tried && missing ? "field has-problem" : "field"}>
          <span className="field-label">{t("list.view_name")}</span>
          <input
            className="field-box"
            // biome-ignore lint/a11y/noAutofocus: the dialog was opened to type the name
            autoFocus
            maxLength={60}
            value={name}
            placeholder={t("list.view_name_hint")}
            aria-invalid={tried && missing ? true : undefined}
            onChange={(event) => setName(event.target.value)}
          />
          {tried && missing ? (
            <span className="field-problem">{t("list.view_name_missing")}</span>
          ) : null}
        </label>
        {sharing.may ? (
          <div className="field">
            <label className="field-label" htmlFor="view-roles">
              {t("list.share_with")}
            </label>
            <Select
              id="view-roles"
              mode="multiple"
              style={{ width: "100%" }}
              value={roles}
              onChange={setRoles}
              placeholder={t("list.share_nobody")}
              options={sharing.roles.map((role) => ({ value: role.key, label: role.name }))}
            />
            <span className="field-help">{t("list.share_help")}</span>
          </div>
        ) : null}
        <button type="submit" className="unseen" tabIndex={-1}>
          {t("list.save")}
        </button>
      </form>
    </Modal>
  );
}
