import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Colleague, People } from "../../api/types";
import { Bones } from "../../app/bones";
import { Icon } from "../../app/icon";
import { useKeys } from "../../app/keys";
import { usePageTitle } from "../../app/page-title";
import { peopleQuery } from "../../app/queries";
import { usePhone } from "../../app/screen";
import { Face } from "../../app/signs";
import { Trouble } from "../../app/trouble";
import { PersonDrawer } from "./person-drawer";
import "../tasks/tasks.css";
import "./admin.css";

/** Only administrators get more than names. */
function isEntry(person: People["items"][number]): person is Colleague {
  return "roles" in person;
}

/** Who works here, with roles and teams. */
export function PeoplePage() {
  const { t } = useTranslation();
  usePageTitle(t("people.title"));
  const phone = usePhone();
  const query = useQuery(peopleQuery);
  const [open, setOpen] = useState<Colleague | "new" | null>(null);
  const data = query.data;
  const everyone = [...(data?.items ?? [])].filter(isEntry);
  const named = (keys: string[], list: { key: string; name: string }[]) =>
    keys.map((key) => list.find((each) => each.key === key)?.name ?? key).join(t("list.and"));
  useKeys({ n: () => setOpen("new") });

  const reach = (person: Colleague) =>
    [person.phone, person.email, person.staff_number].filter(Boolean).join(" · ");
  const marks = (person: Colleague) => (
    <>
      {person.admin ? <span className="tag tag-accent">{t("people.admin")}</span> : null}
      {!person.active ? <span className="tag">{t("people.inactive")}</span> : null}
    </>
  );

  return (
    <>
      <header className="page-head">
        <h1>{t("people.title")}</h1>
        <div className="tools">
          <button
            type="button"
            className={phone ? "btn btn-primary btn-touch" : "btn btn-primary"}
            onClick={() => setOpen("new")}
          >
            <Icon name="plus" />
            {t("people.add")}
            {phone ? null : <kbd className="kbd">N</kbd>}
          </button>
        </div>
      </header>
      <div className="page-body is-lined">
        {query.isPending ? <Bones /> : null}
        {query.error && !data ? (
          <Trouble error={query.error} retry={() => void query.refetch()} />
        ) : null}
        {data && phone ? (
          <ul>
            {everyone.map((person) => (
              <li key={person.id} className="job">
                <button type="button" className="job-title" onClick={() => setOpen(person)}>
                  <Face name={person.name} />
                  <span>{person.name}</span>
                  {marks(person)}
                </button>
                <div className="job-sub">
                  {[named(person.roles, data.roles), named(person.teams, data.teams)]
                    .filter(Boolean)
                    .join(" · ") || reach(person)}
                </div>
              </li>
            ))}
          </ul>
        ) : null}
        {data && !phone ? (
          <table className="work">
            <colgroup>
              <col style={{ width: "24%" }} />
              <col />
              <col style={{ width: "20%" }} />
              <col style={{ width: "24%" }} />
            </colgroup>
            <thead>
              <tr>
                <th scope="col">{t("people.name")}</th>
                <th scope="col">{t("people.reach")}</th>
                <th scope="col">{t("people.roles")}</th>
                <th scope="col">{t("people.teams")}</th>
              </tr>
            </thead>
            <tbody>
              {everyone.map((person) => (
                <tr key={person.id} onClick={() => setOpen(person)}>
                  <td className="title">
                    <span className="row">
                      <Face name={person.name} />
                      <button
                        type="button"
                        className="as-text clip"
                        style={{ flex: "none" }}
                        onClick={(event) => {
                          event.stopPropagation();
                          setOpen(person);
                        }}
                      >
                        {person.name}
                      </button>
                      {marks(person)}
                    </span>
                  </td>
                  <td>{reach(person)}</td>
                  <td>{named(person.roles, data.roles)}</td>
                  <td>{named(person.teams, data.teams)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : null}
        {data && everyone.length <= 1 ? (
          <section className="nothing">
            <Icon name="people" />
            <h2>{t("people.alone_title")}</h2>
            <p>{t("people.alone_text")}</p>
          </section>
        ) : null}
      </div>
      {open && data ? (
        <PersonDrawer
          person={open === "new" ? null : open}
          people={data}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </>
  );
}
