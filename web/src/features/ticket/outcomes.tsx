import { Dropdown } from "antd";
import type { MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Outcome, Task } from "../../api/types";
import { Icon } from "../../app/icon";
import { usePhone } from "../../app/screen";
import type { TaskWork } from "./task-work";

/** The buttons of a task; on a phone docked at the lower edge. */
export function Outcomes({ work }: { work: TaskWork }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const { task } = work;
  const size = phone ? " btn-touch" : "";
  const may = (verb: Task["can"][number]) => task?.can.includes(verb) ?? false;
  const [first, ...others] = task && may("complete") && !may("claim") ? task.outcomes : [];
  const transfer = may("transfer") ? (
    <button type="button" className={`btn${size}`} onClick={() => work.setTransferring(true)}>
      <Icon name="transfer" />
      {t("task.transfer")}
    </button>
  ) : null;
  const claim = may("claim") ? (
    <button
      type="button"
      className={`btn btn-primary${size}`}
      disabled={work.claiming}
      onClick={work.claim}
    >
      <Icon name="claim" />
      {t("task.claim")}
      {phone ? null : <kbd className="kbd">C</kbd>}
    </button>
  ) : null;
  const urge = may("urge") ? (
    <button type="button" className={`btn${size}`} disabled={work.urging} onClick={work.urge}>
      <Icon name="urge" />
      {t("task.urge")}
    </button>
  ) : null;
  const sendBack = may("return") ? (
    <button type="button" className={`btn${size}`} onClick={() => work.setReturning(true)}>
      <Icon name="rejected" />
      {t("task.return")}
    </button>
  ) : null;
  const withdraw = work.withdrawable ? (
    <button
      type="button"
      className={`btn${size}`}
      disabled={work.withdrawing}
      onClick={work.withdraw}
    >
      <Icon name="back" />
      {t("task.withdraw")}
    </button>
  ) : null;
  const more = may("release") ? (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          {
            key: "release",
            icon: <Icon name="rejected" />,
            label: t("task.release"),
            onClick: work.release,
          },
        ],
      }}
    >
      <button type="button" className={`btn btn-icon${size}`} aria-label={t("task.more")}>
        <Icon name="more" />
      </button>
    </Dropdown>
  ) : null;
  if (!claim && !first && !transfer && !urge && !more && !sendBack && !withdraw) return null;
  const forCustomer = task?.type === "confirm";
  const nameOf = (outcome: Outcome) =>
    forCustomer ? t("task.for_customer", { outcome: outcome.name }) : outcome.name;
  // The second press of a double click on 认领 lands on what has taken its place, and was not meant for it.
  const pressed = (outcome: Outcome) => (event: MouseEvent) => {
    if (event.detail < 2) work.choose(outcome);
  };
  const main = first ? (
    <button
      type="button"
      className={`btn${forCustomer ? "" : " btn-primary"}${size}`}
      disabled={work.completing}
      onClick={pressed(first)}
    >
      {forCustomer ? null : <Icon name="check" />}
      {nameOf(first)}
      {phone || forCustomer ? null : <kbd className="kbd">D</kbd>}
    </button>
  ) : null;
  const rest = others.map((outcome) => (
    <button
      key={outcome.key}
      type="button"
      className={`btn${size}`}
      disabled={work.completing}
      onClick={pressed(outcome)}
    >
      {nameOf(outcome)}
    </button>
  ));
  return (
    <div className={phone ? "phone-do" : "outcomes"}>
      {phone ? (
        <>
          {more}
          {withdraw}
          {sendBack}
          {transfer}
          {urge}
          {rest}
          {claim}
          {main}
        </>
      ) : (
        <>
          {claim}
          {main}
          {rest}
          {sendBack}
          {urge}
          {transfer}
          {withdraw}
          {more}
        </>
      )}
    </div>
  );
}
