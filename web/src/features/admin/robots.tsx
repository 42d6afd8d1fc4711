import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Robot } from "../../api/types";
import { Bones } from "../../app/bones";
import { Icon } from "../../app/icon";
import { robotsQuery } from "../../app/queries";
import { usePhone } from "../../app/screen";
import { Trouble } from "../../app/trouble";
import { besides } from "../../fields/isolate";
import { RobotDrawer } from "./robot-drawer";

/** Into which groups rules may write: their robots, those that are missing, and one more. */
export function RobotsPart() {
  const { t } = useTranslation();
  const phone = usePhone();
  const { data, error, refetch } = useQuery(robotsQuery);
  const [open, setOpen] = useState<{ key: string; fresh: boolean; turn: number } | null>(null);
  const turns = useRef(0);
  const begin = (key: string, fresh: boolean) => {
    turns.current += 1;
    setOpen({ key, fresh, turn: turns.current });
  };
  const opened = data?.items.find((robot) => robot.key === open?.key);
  return (
    <section className="settings ways" id="robots">
      <h2>{t("robots.title")}</h2>
      <p className="field-help robots-help">{t("robots.help")}</p>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Bones /> : null}
      {data && data.items.length + data.wanted.length > 0 ? (
        <ul>
          {data.items.map((robot) => (
            <li key={robot.key}>
              <RobotLine robot={robot} onOpen={() => begin(robot.key, false)} />
            </li>
          ))}
          {data.wanted.map(({ key, used_by: uses }) => (
            <li key={key}>
              <button
                type="button"
                className="way"
                onClick={() => begin(key, true)}
                aria-label={`${t("robots.connect")} ${key}`}
              >
                <Icon name="chat" />
                <span className="way-words">
                  {key}
                  <small>
                    {besides(t("robots.wanted"), uses.map((use) => use.name).join(t("list.and")))}
                  </small>
                </span>
                <span className="tag tag-warn">{t("robots.missing")}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {data && data.items.length + data.wanted.length === 0 ? (
        <p className="field-help">{t("robots.none")}</p>
      ) : null}
      {data ? (
        <button
          type="button"
          className={phone ? "btn btn-touch robots-add" : "btn robots-add"}
          onClick={() => begin("", true)}
        >
          <Icon name="plus" />
          {t("robots.add")}
        </button>
      ) : null}
      {data && open && (opened || open.fresh) ? (
        <RobotDrawer
          key={open.turn}
          robots={data}
          robot={opened}
          wanted={open.key}
          onSaved={(key) => setOpen((now) => now && { ...now, key, fresh: false })}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </section>
  );
}

function RobotLine({ robot, onOpen }: { robot: Robot; onOpen: () => void }) {
  const { t } = useTranslation();
  const used = robot.used_by.length;
  return (
    <button type="button" className="way" onClick={onOpen}>
      <Icon name="chat" />
      <span className="way-words">
        {robot.name}
        <small>
          {robot.problem ??
            besides(robot.kind_name, used > 0 ? t("robots.used", { n: used }) : t("robots.unused"))}
        </small>
      </span>
      <span className={robot.problem ? "tag tag-late" : "tag tag-ok"}>
        {t(robot.problem ? "robots.broken" : "robots.ready")}
      </span>
    </button>
  );
}
