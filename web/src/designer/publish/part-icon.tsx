import { Icon, type IconName } from "../../app/icon";
import "./publish.css";

const ICONS: Record<string, IconName> = {
  form: "form",
  flow: "tree",
  rule: "bolt",
  dashboard: "gauge",
  role: "people",
  team: "outbox",
  calendar: "calendar",
  survey: "star",
  template: "mail",
};

/** The sign of a kind of artefact in its color. */
export function PartIcon({ kind, icon }: { kind: string; icon?: IconName }) {
  return (
    <span className={`part-icon is-${kind}`}>
      <Icon name={icon ?? ICONS[kind] ?? "file"} />
    </span>
  );
}
