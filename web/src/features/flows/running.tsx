import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import { useFlow } from "./flow-desk";

/** 「23 张工单正在走版本 6」: what is under way stays on the version it began on. */
export function Running() {
  const { t } = useTranslation();
  const { standing, scene } = useFlow();
  const what = scene.form.fields.some((field) => field.type === "status") ? "ticket" : "record";
  const open = standing?.open ?? [];
  const [only] = open;
  if (!only) return null;
  const each = open.map(({ version, open: n }) => t(`flows.running.one_${what}`, { n, version }));
  const sum = open.reduce((all, { open: n }) => all + n, 0);
  return (
    <span className="fl-running" title={`${each.join("\n")}\n${t(`flows.running.why_${what}`)}`}>
      <Icon name="layers" />
      {open.length === 1 ? each[0] : t(`flows.running.several_${what}`, { n: sum, m: open.length })}
    </span>
  );
}
