import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { Icon, type IconName } from "../../app/icon";
import { useCatalogue } from "../../designer/catalogue";
import {
  type Around,
  actionFaces,
  fieldOf,
  type InputForm,
  valueText,
} from "../../designer/inputs";
import { besides } from "../../fields/isolate";
import type { Trial, TriedEffect, TriedStep } from "./trial";

const WAY_ICONS: Readonly<Record<string, IconName>> = {
  sms: "phone",
  wecom: "chat",
  inapp: "bell",
  mail: "mail",
};

interface EffectsProps {
  found: Trial;
  form: InputForm;
  around: Around;
}

/** Exactly what each step would do: messages as they would arrive, values as they would change. */
export function Effects({ found, form, around }: EffectsProps) {
  return (
    <ol className="rl-outputs">
      {found.steps.map((step, place) => (
        // A rule may do the same thing twice.
        <li key={`${place} ${step.action}`}>
          <StepEffects step={step} form={form} around={around} />
        </li>
      ))}
    </ol>
  );
}

function StepEffects({ step, form, around }: { step: TriedStep; form: InputForm; around: Around }) {
  const { t } = useTranslation();
  const { actions } = useCatalogue();
  const name = actions.find((each) => each.key === step.action)?.name ?? step.action;
  const icon = actionFaces.get(step.action)?.icon ?? "bolt";
  const at = step.at ? dayjs(step.at).format("MM-DD HH:mm") : "";
  return (
    <>
      {step.state === "waits" ? (
        <p className="rl-waits">
          <Icon name="clock" size="s" />
          {t("rules.try.waits", { at })}
          {step.still === false ? <b>{t("rules.try.still_not")}</b> : null}
        </p>
      ) : null}
      {step.text ? (
        <div className="rl-bubble is-quiet">
          <span className="rl-bubble-icon">
            <Icon name={icon} />
          </span>
          <div>
            <p>
              <b>{name}</b>
            </p>
            <p>{step.text}</p>
          </div>
        </div>
      ) : null}
      {step.effects.map((each, place) => (
        <Effect
          key={`${place} ${each.kind}`}
          effect={each}
          name={name}
          icon={icon}
          form={form}
          around={around}
        />
      ))}
    </>
  );
}

function Effect(props: {
  effect: TriedEffect;
  name: string;
  icon: IconName;
  form: InputForm;
  around: Around;
}) {
  const { t } = useTranslation();
  const { effect, name, form, around } = props;
  const { data, kind } = effect;
  const text = (key: string) => (data[key] == null ? "" : String(data[key]));
  const shown = (key: string) => {
    const field = fieldOf(form, text("field"));
    return data.hidden ? "•••" : valueText(data[key], field, form, t, around);
  };
  const parts: Record<string, { title: string; aside?: string; lines: string[] }> = {
    message: {
      title: t(`via.${text("via")}`),
      aside: besides(text("to"), text("address")),
      lines: [text("subject"), text("text")],
    },
    change: {
      title: fieldOf(form, text("field"))?.label ?? text("field"),
      lines: [t("rules.try.change", { before: shown("before"), after: shown("after") })],
    },
    handover: {
      title: name,
      lines: [
        data.from
          ? t("rules.try.handover", { from: text("from"), to: text("to") })
          : t("rules.try.handed", { to: text("to") }),
      ],
    },
    comment: {
      title: t(data.visibility === "public" ? "rules.try.reply" : "rules.try.note"),
      lines: [text("text")],
    },
    flow: {
      title: name,
      lines: [around.flows?.find((each) => each.key === data.flow)?.name ?? text("flow")],
    },
    survey: {
      title: around.surveys?.find((each) => each.key === data.survey)?.name ?? name,
      aside: `${t(`via.${text("via")}`)} · ${text("address")}`,
      lines: [t("rules.try.survey", { at: dayjs(text("send_at")).format("MM-DD HH:mm") })],
    },
    nothing: { title: name, lines: [] },
  };
  const part = parts[kind] ?? { title: name, lines: [] };
  const icon = kind === "message" ? (WAY_ICONS[text("via")] ?? "bell") : props.icon;
  const quiet = kind === "nothing" || Boolean(data.reason);
  return (
    <div className={quiet ? "rl-bubble is-quiet" : "rl-bubble"}>
      <span className={`rl-bubble-icon is-${text("via") || kind}`}>
        <Icon name={icon} />
      </span>
      <div>
        <p>
          <b>{part.title}</b>
          {part.aside ? <span className="quiet small">{part.aside}</span> : null}
        </p>
        {[...new Set(part.lines.filter(Boolean))].map((line) => (
          <p className="rl-words" key={line}>
            {line}
          </p>
        ))}
        {effect.text ? (
          <p className="rl-why">
            {kind === "message" ? t("rules.try.not_sent", { why: effect.text }) : effect.text}
          </p>
        ) : null}
        {kind === "message" && data.due_at ? (
          <p className="quiet small">
            {t("rules.try.held", { at: dayjs(text("due_at")).format("MM-DD HH:mm") })}
          </p>
        ) : null}
      </div>
    </div>
  );
}
