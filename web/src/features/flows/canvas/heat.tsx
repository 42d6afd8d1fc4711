import { useTranslation } from "react-i18next";
import { duration } from "../../../app/words";
import { useFlow } from "../flow-desk";
import { usePlace } from "./place";

/** What waits at a step now, or how long it takes, from what really happens. */
export function Heat({ node }: { node: string }) {
  const { t } = useTranslation();
  const { standing } = useFlow();
  const { heat } = usePlace();
  const found = standing?.nodes[node];
  if (!heat || !found) return null;
  if (heat === "waiting") {
    if (!found.waiting) return null;
    return (
      <span className={found.late ? "fl-heat is-late" : "fl-heat"}>
        {found.late
          ? t("flows.heat.late", { n: found.waiting, late: found.late })
          : t("flows.heat.waiting", { n: found.waiting })}
      </span>
    );
  }
  if (found.minutes === null) return null;
  return (
    <span className="fl-heat" title={t("flows.heat.time_why", { n: found.done })}>
      {t("flows.heat.time", { time: duration(Math.round(found.minutes), t) })}
    </span>
  );
}
