import { Modal, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { besides } from "../../fields/isolate";
import type { Written } from "./draft";
import type { ReturnMode, TaskWork } from "./task-work";

const MODES: readonly ReturnMode[] = ["forward", "back"];

/** To which earlier step, how it goes on from there, and the opinion without which nothing is returned. */
export function ReturnDialog({ work, text: comment, onText }: Written & { work: TaskWork }) {
  const { t } = useTranslation();
  const targets = work.task?.returns ?? [];
  const [to, setTo] = useState(targets[targets.length - 1]?.node);
  const [mode, setMode] = useState<ReturnMode>("forward");
  const [tried, setTried] = useState(false);
  const missing = !comment.trim();
  function go() {
    setTried(true);
    if (to && !missing) work.giveBack(to, mode, comment.trim());
  }
  return (
    <Modal
      open
      title={t("task.return_title")}
      okText={t("task.return")}
      cancelText={t("dialog.cancel")}
      closable={{ "aria-label": t("dialog.close") }}
      onOk={go}
      onCancel={() => work.setReturning(false)}
      confirmLoading={work.returnPending}
    >
      <fieldset className="field choices">
        <legend className="field-label">{t("task.return_to")}</legend>
        <Radio.Group
          value={to}
          onChange={(event) => setTo(event.target.value)}
          options={targets.map((each) => ({
            value: each.node,
            label: besides(each.name, each.person),
          }))}
        />
      </fieldset>
      <fieldset className="field choices">
        <legend className="field-label">{t("task.return_mode")}</legend>
        <Radio.Group
          value={mode}
          onChange={(event) => setMode(event.target.value)}
          options={MODES.map((each) => ({ value: each, label: t(`task.return_${each}`) }))}
        />
      </fieldset>
      <label className={tried && missing ? "field has-problem" : "field"}>
        <span className="field-label">
          {t("task.opinion")}
          <span className="must" aria-hidden="true">
            *
          </span>
        </span>
        <textarea
          className="field-box"
          value={comment}
          aria-required
          aria-invalid={tried && missing ? true : undefined}
          onChange={(event) => onText(event.target.value)}
        />
        {tried && missing ? (
          <span className="field-problem">{t("task.opinion_missing")}</span>
        ) : null}
      </label>
    </Modal>
  );
}
