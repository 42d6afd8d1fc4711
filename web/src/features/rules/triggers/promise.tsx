/** 时限: a service time that was promised is nearly over, or missed. */
import { useTranslation } from "react-i18next";
import { Slot } from "../../../designer/inputs";
import type { When } from "../rule-document";
import {
  type TriggerFace,
  type TriggerFaceProps,
  type TriggerSaying,
  wrongAt,
} from "../trigger-face";

const LEVELS = ["near", "missed"] as const;
const CLOCKS = ["any", "first_response", "next_response", "resolution"] as const;

/** Every policy of the form, and what is promised where none fits. */
function policiesOf({ form, t }: Pick<TriggerSaying, "form" | "t">) {
  const named = (form.policies ?? []).map(({ key, name }) => ({ key, label: name }));
  return named.length > 0
    ? [...named, { key: "otherwise", label: t("rules.promise.otherwise") }]
    : [];
}

function Words({ when, onChange, form, problems }: TriggerFaceProps) {
  const { t } = useTranslation();
  const policies = policiesOf({ form, t });
  const policy = typeof when.policy === "string" ? when.policy : undefined;
  return (
    <>
      {policies.length > 0 || policy !== undefined ? (
        <Slot
          label={t("rules.promise.policy")}
          tone={policy === undefined ? "plain" : "word"}
          choices={[{ key: "", label: t("rules.promise.any_policy") }, ...policies]}
          chosen={[policy ?? ""]}
          problem={wrongAt(problems, "policy")}
          onChoose={([key]) => onChange({ policy: key || undefined })}
        />
      ) : null}
      <Slot
        label={t("rules.promise.clock")}
        choices={CLOCKS.map((key) => ({ key, label: t(`rules.promise.clocks.${key}`) }))}
        chosen={[String(when.clock ?? "any")]}
        problem={wrongAt(problems, "clock")}
        onChoose={([key]) => onChange({ clock: key === "any" ? undefined : key })}
      />
      <Slot
        label={t("rules.promise.level")}
        choices={LEVELS.map((key) => ({ key, label: t(`rules.promise.levels.${key}`) }))}
        chosen={[String(when.level ?? "missed")]}
        problem={wrongAt(problems, "level")}
        onChoose={([key]) => key && onChange({ level: key })}
      />
    </>
  );
}

function said(when: When, { form, t }: TriggerSaying) {
  const policy = policiesOf({ form, t }).find((each) => each.key === when.policy)?.label;
  return {
    form: policy ? t("rules.promise.of", { policy, form: form.name }) : form.name,
    clock: t(`rules.promise.clocks.${String(when.clock ?? "any")}`),
    level: t(`rules.promise.levels.${String(when.level ?? "missed")}`),
  };
}

export const triggerFace: TriggerFace = {
  icon: "clock",
  Words,
  say: (when, saying) => saying.t("rules.say.promise", said(when, saying)),
  brief: (when, saying) =>
    saying.t("rules.brief.promise", {
      ...said(when, saying),
      clock: saying.t(`rules.promise.clock_names.${String(when.clock ?? "any")}`),
    }),
  start: () => ({ level: "missed", clock: "resolution" }),
};
