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

/** Nearly due, missed, and the levels of this policy and time, each once; the one that is chosen stays. */
function levelsOf(when: When, { form, t }: Pick<TriggerSaying, "form" | "t">) {
  const own = (form.levels ?? []).filter(
    (each) =>
      (when.policy === undefined || each.policy === when.policy) &&
      (when.clock === undefined || each.clock === when.clock),
  );
  const named = new Map(own.map((each) => [each.key, each.name] as const));
  return [
    ...LEVELS.map((key) => ({ key: key as string, label: t(`rules.promise.levels.${key}`) })),
    ...[...named].map(([key, name]) => ({
      key,
      label: t("rules.promise.reaches", { level: name }),
    })),
  ];
}

/** What a level is called, also where its policy or time is not asked about any more. */
function levelSaid(when: When, { form, t }: Pick<TriggerSaying, "form" | "t">): string {
  const level = String(when.level ?? "missed");
  const known = levelsOf(when, { form, t }).find((each) => each.key === level);
  const name = form.levels?.find((each) => each.key === level)?.name ?? level;
  return known?.label ?? t("rules.promise.reaches", { level: name });
}

function Words({ when, onChange, form, problems }: TriggerFaceProps) {
  const { t } = useTranslation();
  const policies = policiesOf({ form, t });
  const policy = typeof when.policy === "string" ? when.policy : undefined;
  const level = String(when.level ?? "missed");
  const known = levelsOf(when, { form, t });
  const offered = known.some((each) => each.key === level)
    ? known
    : [...known, { key: level, label: levelSaid(when, { form, t }) }];
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
        choices={offered}
        chosen={[level]}
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
    level: levelSaid(when, { form, t }),
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
