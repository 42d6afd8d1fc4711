/** 「因紧急程度改为非常紧急，解决时限改为 4 工作小时」: a promise that was made anew, as a sentence. */
import type { TFunction } from "i18next";
import type { Activity } from "../../api/types";

type Promised = Extract<Activity, { type: "sla_changed" }>["data"];
type Target = NonNullable<Promised["clocks"][number]["target"]>;
const UNITS = ["days", "hours", "minutes"] as const;

export function promiseWords(data: Promised, t: TFunction): { main: string; more: string } {
  const changed = data.clocks.filter(
    ({ target, before }) => spanOf(target, t) !== spanOf(before, t),
  );
  const clocks = changed.map(({ clock, target }) =>
    target
      ? t(`event.sla_changed.${clock}`, { time: spanOf(target, t) })
      : t(`event.sla_changed.${clock}_none`),
  );
  const what =
    clocks.length > 0 ? clocks.join(t("event.sla_changed.next")) : t("event.sla_changed.same");
  const changes = data.changes
    .map(({ label, to }) =>
      to ? t("event.sla_changed.became", { label, to }) : t("event.sla_changed.emptied", { label }),
    )
    .join(t("list.and"));
  return {
    main: changes ? t("event.sla_changed.because", { changes, what }) : what,
    more: data.policy
      ? t("event.sla_changed.by", { policy: data.policy })
      : t("event.sla_changed.by_none"),
  };
}

/** 「4 工作小时」; nothing where nothing is promised. */
function spanOf(target: Target | null, t: TFunction): string {
  if (!target) return "";
  return UNITS.flatMap((unit) => {
    const n = target[unit];
    return n ? [t(`event.span.${target.time ?? "wall"}_${unit}`, { n })] : [];
  }).join(" ");
}
