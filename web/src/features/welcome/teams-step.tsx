import { useTranslation } from "react-i18next";
import type { Answers, Preview, Teams } from "./answers";
import { Choice } from "./choices";
import { Glyph } from "./glyph";
import { Members } from "./members";

/** Who works on tickets, with their people; below, where each ticket goes. */
export function TeamsStep({
  answers,
  preview,
  onChange,
}: {
  answers: Answers;
  preview: Preview | undefined;
  onChange: (answers: Answers) => void;
}) {
  const { t } = useTranslation();
  const teams = answers.teams as Teams;
  const set = (changed: Partial<Teams>) =>
    onChange({ ...answers, teams: { ...teams, ...changed } });
  const setMore = (place: number, changed: Partial<Teams["more"][number]>) =>
    set({
      more: teams.more.map((each, other) => (other === place ? { ...each, ...changed } : each)),
    });
  const problem = (role: boolean, key: string) =>
    preview?.routes.find((each) => each.role === role && each.key === key)?.problem ?? "";

  return (
    <>
      <div className="first-choices">
        <Choice
          kind="checkbox"
          group="teams"
          name="service"
          glyph="chat"
          title={t("welcome.team.service.name")}
          text={t("welcome.team.service.text")}
          on
          locked
          onChange={() => undefined}
        >
          <Members
            team={t("welcome.team.service.name")}
            members={teams.service}
            onChange={(service) => set({ service })}
          />
        </Choice>
        <Choice
          kind="checkbox"
          group="teams"
          name="tech"
          glyph="wrench"
          title={t("welcome.team.tech.name")}
          text={t("welcome.team.tech.text", { problem: problem(false, "tech") })}
          on={teams.tech}
          onChange={(tech) => set({ tech })}
        >
          {teams.tech ? (
            <Members
              team={t("welcome.team.tech.name")}
              members={teams.tech_members}
              onChange={(tech_members) => set({ tech_members })}
            />
          ) : null}
        </Choice>
        <Choice
          kind="checkbox"
          group="teams"
          name="supervisor"
          glyph="shield"
          title={t("welcome.team.supervisor.name")}
          text={t("welcome.team.supervisor.text", { problem: problem(true, "supervisor") })}
          on
          locked
          onChange={() => undefined}
        >
          <Members
            team={t("welcome.team.supervisor.name")}
            members={teams.supervisor}
            onChange={(supervisor) => set({ supervisor })}
          />
        </Choice>
        <Choice
          kind="checkbox"
          group="teams"
          name="partners"
          glyph="shop"
          title={t("welcome.team.partners.name")}
          text={t("welcome.team.partners.text")}
          on={teams.partners}
          onChange={(partners) => set({ partners })}
        >
          {teams.partners ? null : <small className="first-aside">{t("welcome.not_needed")}</small>}
        </Choice>
        {teams.more.map((team, place) => (
          <article key={place} className="first-choice first-more is-on">
            <span className="first-kind">
              <Glyph name="team" />
            </span>
            <input
              className="field-box"
              value={team.name}
              maxLength={60}
              aria-label={t("welcome.more_name")}
              placeholder={t("welcome.more_name")}
              onChange={(event) => setMore(place, { name: event.target.value })}
            />
            <select
              className="field-box"
              aria-label={t("welcome.more_handles")}
              value={team.handles ?? ""}
              onChange={(event) => setMore(place, { handles: event.target.value || null })}
            >
              <option value="">{t("welcome.more_nothing")}</option>
              {preview?.problems.map((each) => (
                <option key={each.key} value={each.key}>
                  {t("welcome.more_takes", { problem: each.name })}
                </option>
              ))}
            </select>
            <Members
              team={team.name}
              members={team.members ?? []}
              onChange={(members) => setMore(place, { members })}
            />
            <button
              type="button"
              className="btn btn-plain"
              onClick={() => set({ more: teams.more.filter((_, other) => other !== place) })}
            >
              {t("welcome.more_remove")}
            </button>
          </article>
        ))}
      </div>
      <button
        type="button"
        className="btn first-addteam"
        disabled={teams.more.length >= 8}
        onClick={() =>
          set({
            more: [
              ...teams.more,
              {
                name: t("welcome.more_new", { n: teams.more.length + 1 }),
                handles: null,
                members: [],
              },
            ],
          })
        }
      >
        <Glyph name="plus" />
        {t("welcome.more_add")}
      </button>
      {preview ? (
        <section className="first-route">
          <h2>{t("welcome.route")}</h2>
          <ul>
            {preview.routes.map((route) => (
              <li key={`${route.role}-${route.key}`}>
                <span
                  className={
                    route.role
                      ? "first-chip is-late"
                      : route.problem
                        ? "first-chip is-blue"
                        : "first-chip"
                  }
                >
                  {route.problem ?? t("welcome.others")}
                </span>
                <Glyph name="arrow" />
                <b>{route.to}</b>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}
