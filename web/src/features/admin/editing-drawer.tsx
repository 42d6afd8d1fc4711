import { Drawer } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { usePhone } from "../../app/screen";
import { useLeaving } from "./leave-unsaved";

/** What stands beside the button that saves. */
interface Beside {
  label: string;
  act: () => void;
  /** It is under way. */
  pending?: boolean;
}

/**
 * Where an administrator changes one thing beside the list it is of; on a phone it takes the whole screen. Only the button
 * that says so leaves without asking what was changed and not saved.
 */
export function EditingDrawer({
  title,
  beside,
  save,
  saving,
  unsaved,
  onSave,
  onClose,
  children,
}: {
  title: string;
  /** Leaving without saving where there is none. */
  beside?: Beside | undefined;
  /** What the button that saves says; null where there is nothing to save. */
  save: string | null;
  saving: boolean;
  /** Something was changed and not saved. */
  unsaved: boolean;
  onSave: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const phone = usePhone();
  const { leave, asking } = useLeaving(unsaved, onClose);
  const other: Beside = beside ?? { label: t("dialog.cancel"), act: onClose };
  return (
    <Drawer
      open
      onClose={leave}
      placement={phone ? "bottom" : "right"}
      size={phone ? "100%" : 448}
      title={title}
      closable={{ "aria-label": t("dialog.close") }}
      footer={
        save === null ? null : (
          <div className="drawer-actions">
            <button
              type="button"
              className={phone ? "btn btn-touch" : "btn"}
              disabled={other.pending ?? false}
              onClick={other.act}
            >
              {other.label}
            </button>
            <button
              type="button"
              className={phone ? "btn btn-primary btn-touch grow" : "btn btn-primary"}
              disabled={saving}
              onClick={onSave}
            >
              {save}
            </button>
          </div>
        )
      }
    >
      {children}
      {asking}
    </Drawer>
  );
}
