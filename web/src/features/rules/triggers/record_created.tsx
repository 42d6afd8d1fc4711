import type { TriggerFace } from "../trigger-face";

export const triggerFace: TriggerFace = {
  icon: "plus",
  say: (_when, { form, t }) => t("rules.say.record_created", { form: form.name }),
  brief: (_when, { form, t }) => t("rules.brief.record_created", { form: form.name }),
  start: () => ({}),
};
