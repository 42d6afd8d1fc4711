import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { serverDate } from "../../api/server-time";
import type { Colleague, People } from "../../api/types";
import { Bones } from "../../app/bones";
import { Icon } from "../../app/icon";
import { useKeys } from "../../app/keys";
import { usePageTitle } from "../../app/page-title";
import { departmentsQuery, peopleQuery } from "../../app/queries";
import { usePhone } from "../../app/screen";
import { Face } from "../../app/signs";
import { Trouble } from "../../app/trouble";
import { matchesText } from "../../designer/pinyin";
import { besides } from "../../fields/isolate";
import { branchNames } from "./branch-names";
import { ImportPeople } from "./import-people";
import { isMeant } from "./people-search";
import { PersonDrawer } from "./person-drawer";
import "../tasks/tasks.css";
import "./admin.css";
import "./departments.css";

/** Only administrators get more than names. */
function isEntry(person: People["items"][number]): person is Colleague {
  return "roles" in person;
}

function isOver(person: Colleague): boolean {
  return person.invitation !== null && new Date(person.invitation.expires_at) <= serverDate();
}

/** Works here and cannot sign in yet, invited or not. */
function isToCome(person: Colleague): boolean {
  return person.active && !person.can_sign_in;
}

/** Who works here, with roles and teams. */
export function PeoplePage() {
  const { t } = useTranslation();
  usePageTitle(t("people.title"));
  const phone = usePhone();
  const query = useQuery(peopleQuery);
  const [open, setOpen] = useState<Colleague | "new" | null>(null);
  const [importing, setImporting] = useState(false);
  const [search, setSearch] = useState("");
  const [role, setRole] = useState<string | undefined>();
  const [team, setTeam] = useState<string | undefined>();
  const [department, setDepartment] = useState<string | undefined>();
  const [gone, setGone] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const departments = useQuery(departmentsQuery);
  const branches = useMemo(
    () => branchNames(departments.data?.items ?? []),
    [departments.data?.items],
  );
  const data = query.data;
  const all = useMemo(() => [...(data?.items ?? [])].filter(isEntry), [data]);
  // A link names whom to open; once opened, the address is plain again.
  const [asked, setAsked] = useSearchParams();
  const askedFor = asked.get("open");
  useEffect(() => {
    const found = askedFor ? all.find((each) => each.id === askedFor) : undefined;
    if (!found) return;
    setOpen(found);
    setAsked({}, { replace: true });
  }, [askedFor, all, setAsked]);
  const wanted = useDeferredValue(search.trim());
  const everyone = all.filter(
    (person) =>
      (gone || person.active) &&
      (!waiting || isToCome(person)) &&
      (!role || person.roles.includes(role)) &&
      (!team || person.teams.includes(team)) &&
      (!department || person.department_id === department) &&
      (!wanted || isMeant(person, wanted)),
  );
  const narrowed = Boolean(wanted || role || team || department || waiting);
  const branch = (id: string | null) => branches.find((each) => each.value === id)?.label ?? "";
  const named = (keys: string[], list: { key: string; name: string }[]) =>
    keys.map((key) => list.find((each) => each.key === key)?.name ?? key).join(t("list.and"));
  useKeys({ n: () => setOpen("new") });

  const reach = (person: Colleague) => besides(person.phone, person.email, person.staff_number);
  const marks = (person: Colleague) => (
    <>
      {person.admin ? <span className="tag tag-accent">{t("people.admin")}</span> : null}
      {person.active && person.invitation ? (
        <span className={isOver(person) ? "tag tag-warn" : "tag"}>
          {t(isOver(person) ? "people.invitation_over" : "people.invited")}
        </span>
      ) : isToCome(person) ? (
        <span className="tag tag-warn">{t("people.not_in_yet")}</span>
      ) : null}
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
            className={phone ? "btn btn-touch btn-icon" : "btn"}
            aria-label={t("people.import")}
            onClick={() => setImporting(true)}
          >
            <Icon name="upload" />
            {phone ? null : t("people.import")}
          </button>
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
      <div className="filters is-wrapped people-filters">
        <label className="people-search">
          <Icon name="search" />
          <span className="unseen">{t("people.search")}</span>
          <input
            value={search}
            placeholder={t("people.search")}
            onChange={(event) => setSearch(event.target.value)}
          />
        </label>
        <Choose label={t("people.roles")} list={data?.roles} value={role} onChange={setRole} />
        <Choose label={t("people.teams")} list={data?.teams} value={team} onChange={setTeam} />
        <Choose
          label={t("people.department")}
          list={
            departments.data
              ? branches.map(({ value, label }) => ({ key: value, name: label }))
              : undefined
          }
          value={department}
          onChange={setDepartment}
        />
        <span className="people-ticks">
          <label className="tick">
            <input
              type="checkbox"
              checked={gone}
              onChange={(event) => setGone(event.target.checked)}
            />
            {t("people.with_gone")}
          </label>
          <label className="tick">
            <input
              type="checkbox"
              checked={waiting}
              onChange={(event) => setWaiting(event.target.checked)}
            />
            {t("people.only_invited")}
          </label>
        </span>
      </div>
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
                  {besides(named(person.roles, data.roles), named(person.teams, data.teams)) ||
                    reach(person)}
                </div>
              </li>
            ))}
          </ul>
        ) : null}
        {data && !phone ? (
          <table className="work">
            <colgroup>
              <col style={{ width: "20%" }} />
              <col />
              <col style={{ width: "18%" }} />
              <col style={{ width: "18%" }} />
              <col style={{ width: "18%" }} />
            </colgroup>
            <thead>
              <tr>
                <th scope="col">{t("people.name")}</th>
                <th scope="col">{t("people.reach")}</th>
                <th scope="col">{t("people.department")}</th>
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
                        className="as-text clip people-name"
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
                  <td>{branch(person.department_id)}</td>
                  <td>{named(person.roles, data.roles)}</td>
                  <td>{named(person.teams, data.teams)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : null}
        {data && everyone.length === 0 && narrowed ? (
          <section className="nothing">
            <Icon name="search" />
            <h2>{t("people.nobody_found")}</h2>
            <div className="row">
              <button
                type="button"
                className="btn"
                onClick={() => {
                  setSearch("");
                  setRole(undefined);
                  setTeam(undefined);
                  setDepartment(undefined);
                  setWaiting(false);
                }}
              >
                {t("people.clear")}
              </button>
            </div>
          </section>
        ) : null}
        {data && all.length <= 1 && !narrowed ? (
          <section className="nothing">
            <Icon name="people" />
            <h2>{t("people.alone_title")}</h2>
            <p>{t("people.alone_text")}</p>
          </section>
        ) : null}
      </div>
      {importing ? (
        <ImportPeople mail={data?.mail ?? false} onClose={() => setImporting(false)} />
      ) : null}
      {open && data ? (
        <PersonDrawer
          person={open === "new" ? null : open}
          people={data}
          onClose={() => setOpen(null)}
          onInvited={(id) => setAsked({ open: id }, { replace: true })}
        />
      ) : null}
    </>
  );
}

function Choose({
  label,
  list,
  value,
  onChange,
}: {
  label: string;
  list: { key: string; name: string }[] | undefined;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  // There also where there are none to choose: what follows must not jump when that turns out.
  return (
    <Select
      className="people-filter"
      value={value}
      allowClear
      placeholder={label}
      aria-label={label}
      popupMatchSelectWidth={false}
      showSearch={{
        filterOption: (text, option) => matchesText(String(option?.label ?? ""), text),
      }}
      options={(list ?? []).map((each) => ({ value: each.key, label: each.name }))}
      onChange={(chosen: string | undefined) => onChange(chosen)}
    />
  );
}
