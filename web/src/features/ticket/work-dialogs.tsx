import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Outcome } from "../../api/types";
import { PersonSelect } from "../../app/person-select";
import { type ChangeDraft, type Dialog, type Draft, type Written, wordsFor } from "./draft";
import { ReturnDialog } from "./return-dialog";
import type { TaskWork } from "./task-work";

/** The questions that come up while working on a task. */
export function WorkDialogs({
  work,
  draft,
  changeDraft,
}: {
  work: TaskWork;
  draft: Draft;
  changeDraft: ChangeDraft;
}) {
  const task = work.task?.id;
  const written = (of: Dialog) => ({
    text: wordsFor(task, draft.words)[of] ?? "",
    onText: (text: string) =>
      changeDraft((now) => ({
        words: { ...wordsFor(task, now.words), ...(task ? { task } : {}), [of]: text },
      })),
  });
  return (
    <>
      {work.asking ? (
        <ReasonDialog outcome={work.asking} work={work} {...written("outcome")} />
      ) : null}
      {work.transferring ? <TransferDialog work={work} {...written("transfer")} /> : null}
      {work.returning ? <ReturnDialog work={work} {...written("return")} /> : null}
    </>
  );
}

function ReasonDialog({
  outcome,
  work,
  text,
  onText,
}: Written & {
  outcome: Outcome;
  work: TaskWork;
}) {
  const { t } = useTranslation();
  const forCustomer = work.task?.type === "confirm";
  const must = outcome.reason === "required" || forCustomer;
  const name = forCustomer ? t("task.for_customer", { outcome: outcome.name }) : outcome.name;
  const [tried, setTried] = useState(false);
  const missing = must && !text.trim();
  function go() {
    setTried(true);
    if (!missing && !work.completing) work.answer(text);
  }
  return (
    <Modal
      open
      title={name}
      okText={name}
      cancelText={t("dialog.cancel")}
      closable={{ "aria-label": t("dialog.close") }}
      onOk={go}
      onCancel={work.stopAsking}
      confirmLoading={work.completing}
    >
      <label className={tried && missing ? "field has-problem" : "field"}>
        <span className="field-label">
          {t(must ? "task.reason" : "task.reason_optional")}
          {must ? (
            <span className="must" aria-hidden="true">
              *
            </span>
          ) : null}
        </span>
        <textarea
          className="field-box"
          value={text}
          aria-required={must}
          aria-invalid={tried && missing ? true : undefined}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) go();
          }}
        />
        {tried && missing ? (
          <span className="field-problem">{t("task.reason_missing")}</span>
        ) : null}
      </label>
    </Modal>
  );
}

function TransferDialog({ work, text: reason, onText }: Written & { work: TaskWork }) {
  const { t } = useTranslation();
  const [to, setTo] = useState<string>();
  const [tried, setTried] = useState(false);
  const noReason = !reason.trim();
  function go() {
    setTried(true);
    if (to && !noReason) work.transfer(to, reason.trim());
  }
  return (
    <Modal
      open
      title={t("task.transfer_title")}
      okText={t("task.transfer")}
      cancelText={t("dialog.cancel")}
      closable={{ "aria-label": t("dialog.close") }}
      onOk={go}
      onCancel={() => work.setTransferring(false)}
      confirmLoading={work.transferPending}
    >
      <div className={tried && !to ? "field has-problem" : "field"}>
        <label className="field-label" htmlFor="transfer-to">
          {t("task.transfer_to")}
          <span className="must" aria-hidden="true">
            *
          </span>
        </label>
        <PersonSelect
          id="transfer-to"
          autoFocus
          withMe={false}
          value={to}
          onChange={setTo}
          problem={tried && !to}
        />
        {tried && !to ? <span className="field-problem">{t("task.transfer_pick")}</span> : null}
      </div>
      <label className={tried && noReason ? "field has-problem" : "field"}>
        <span className="field-label">
          {t("task.reason")}
          <span className="must" aria-hidden="true">
            *
          </span>
        </span>
        <textarea
          className="field-box"
          value={reason}
          aria-required
          aria-invalid={tried && noReason ? true : undefined}
          onChange={(event) => onText(event.target.value)}
        />
        {tried && noReason ? (
          <span className="field-problem">{t("task.reason_missing")}</span>
        ) : null}
      </label>
    </Modal>
  );
}
