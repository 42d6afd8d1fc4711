import { Modal } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

export interface DialogProps {
  title: string;
  /** In pixels. */
  width: number;
  onClose: () => void;
  afterOpenChange?: (open: boolean) => void;
  /** It is closed by its buttons alone, not by a press beside it or Escape. */
  stays?: boolean;
  children: ReactNode;
}

/** A dialog whose buttons stand in what it shows: a form, or a `DialogFoot` below words. */
export function Dialog({
  title,
  width,
  onClose,
  afterOpenChange,
  stays = false,
  children,
}: DialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      open
      title={title}
      width={width}
      onCancel={onClose}
      {...(afterOpenChange ? { afterOpenChange } : {})}
      mask={{ closable: !stays }}
      keyboard={!stays}
      footer={null}
      closable={{ "aria-label": t("dialog.close") }}
    >
      {children}
    </Modal>
  );
}

/** The buttons of a dialog, the one that acts last. */
export function DialogFoot({ children }: { children: ReactNode }) {
  return <div className="dialog-foot">{children}</div>;
}

export interface DialogFormProps {
  /** What sending it does. */
  act: string;
  /** Whether it may be sent: it is filled in, and not on its way already. */
  ready: boolean;
  /** What it does cannot be undone. */
  danger?: boolean;
  onSend: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** What is asked in a dialog, sent by its button or by Enter, once. */
export function DialogForm({
  act,
  ready,
  danger = false,
  onSend,
  onClose,
  children,
}: DialogFormProps) {
  const { t } = useTranslation();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onSend();
      }}
    >
      {children}
      <DialogFoot>
        <button type="button" className="btn" onClick={onClose}>
          {t("dialog.cancel")}
        </button>
        <button
          type="submit"
          className={danger ? "btn btn-danger" : "btn btn-primary"}
          disabled={!ready}
        >
          {act}
        </button>
      </DialogFoot>
    </form>
  );
}
