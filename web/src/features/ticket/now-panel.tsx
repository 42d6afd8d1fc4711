import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import type { FlowState } from "../../api/types";
import { Icon } from "../../app/icon";
import { usePhone } from "../../app/screen";
import { FieldFrame } from "../../fields";
import type { Draft } from "./draft";
import { Incident } from "./incident";
import { Outcomes } from "./outcomes";
import type { TaskWork } from "./task-work";

/** What one can do now: buttons on top, then the fields of this node. */
export function NowPanel({
  flow,
  work,
  draft,
}: {
  flow: FlowState | null | undefined;
  work: TaskWork;
  draft: Draft;
}) {
  const { t } = useTranslation();
  const phone = usePhone();
  const { task, mine } = work;
  const waiting = flow?.steps.find((step) => step.state === "current");
  if (!task && !waiting) return null;

  const forCustomer = task?.type === "confirm";
  const heading = forCustomer
    ? t("now.customer")
    : !task
      ? t("now.waiting", { name: waiting?.name ?? "" })
      : mine
        ? t("now.mine")
        : task.can.includes("claim")
          ? t("now.claimable")
          : task.claimed_by_name
            ? t("now.other", { name: task.claimed_by_name })
            : t("now.offered", { team: task.team_name ?? task.name });

  return (
    <section className="now" aria-label={t("now.title")}>
      <div className="now-head">
        <h2>{heading}</h2>
        {mine && draft.at && work.dirty ? (
          <span className="push quiet small">
            {t("now.draft_kept", { time: dayjs(draft.at).format("HH:mm") })}
          </span>
        ) : null}
      </div>
      {flow?.incidents.map((incident) => (
        <Incident key={incident.activity ?? incident.node} flow={flow} incident={incident} />
      ))}
      {phone ? null : <Outcomes work={work} />}
      {task?.why && !forCustomer ? (
        <p className="why">
          <Icon name="info" size="s" />
          <span>
            {t(mine || task.can.includes("claim") ? "now.why" : "now.why_other")}
            {task.why}
          </span>
        </p>
      ) : null}
      {work.fields.length > 0 ? (
        <div className="now-fields">
          {work.fields.map((field) => (
            <FieldFrame
              key={field.key}
              field={field}
              value={work.answerTo(field)}
              onChange={(value) => work.change(field, value)}
              error={work.problems[field.key] ?? null}
              size="compact"
            />
          ))}
          {work.dirty ? (
            <button
              type="button"
              className={phone ? "btn btn-touch" : "btn btn-small"}
              disabled={work.saving.pending}
              onClick={work.saveNow}
            >
              <Icon name="save" />
              {t("now.save")}
            </button>
          ) : null}
        </div>
      ) : null}
    </section>
  );
}
