import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Icon, type IconName } from "../../app/icon";
import { waysQuery } from "../../app/queries";
import { kindPath } from "../../designer/places";
import { weekText } from "../../designer/week";
import type { Overview } from "./queries";
import type { Speech } from "./summary";
import "./map.css";
import "./shared-strip.css";

/** Roles, teams, calendars and channels, which all parts share. */
export function SharedStrip({
  app,
  speech,
  facts,
}: {
  app: string;
  speech: Speech;
  facts: Overview["facts"];
}) {
  const { t } = useTranslation();
  const { model } = speech;
  const ways = useQuery({ ...waysQuery, retry: false });
  const on = (ways.data ?? []).filter((way) => way.configured);
  const empty = model.roles.find((role) => (facts.role?.[role.key]?.people ?? 0) === 0);
  const calendar = model.calendars[0];
  const channels = [
    ...(model.forms.some((form) => form.document.public) ? [t("studio.channel_link")] : []),
    ...on
      .filter((way) => way.way !== "inapp")
      .map((way) => t(`via.${way.way}`, { defaultValue: way.way })),
  ];
  return (
    <section className="studio-shared">
      <h2 className="studio-column-head">{t("studio.shared")}</h2>
      <ul>
        <Shared
          to={kindPath(app, "role")}
          icon="people"
          title={t("studio.roles", { n: model.roles.length })}
          text={
            empty
              ? t("studio.nobody_in", { name: empty.label })
              : model.roles.map((role) => role.label).join(t("list.and")) || t("studio.none_yet")
          }
          late={Boolean(empty)}
        />
        <Shared
          to={kindPath(app, "team")}
          icon="outbox"
          title={t("studio.teams", { n: model.teams.length })}
          text={model.teams.map((team) => team.label).join(t("list.and")) || t("studio.none_yet")}
        />
        <Shared
          to={kindPath(app, "calendar")}
          icon="calendar"
          title={t("studio.calendars", { n: model.calendars.length })}
          text={calendar ? weekText(calendar.document.week, t) : t("studio.none_yet")}
        />
        <Shared
          to="/admin/settings"
          icon="mail"
          title={t("studio.channels", { n: channels.length })}
          text={channels.join(t("list.and")) || t("studio.none_yet")}
        />
        <Shared
          to={kindPath(app, "template")}
          icon="chat"
          title={t("studio.templates", { n: model.templates.length })}
          text={
            model.templates.map((each) => each.label).join(t("list.and")) || t("studio.none_yet")
          }
        />
      </ul>
    </section>
  );
}

function Shared({
  to,
  icon,
  title,
  text,
  late = false,
}: {
  to: string;
  icon: IconName;
  title: string;
  text: ReactNode;
  late?: boolean;
}) {
  return (
    <li>
      <Link to={to}>
        <span className="part-icon">
          <Icon name={icon} />
        </span>
        <span className="grow">
          <b>{title}</b>
          <span className={late ? "small clip-two studio-late" : "small quiet clip-two"}>
            {text}
          </span>
        </span>
      </Link>
    </li>
  );
}
