import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import { byField } from "../../api/errors";
import type { Colleague, People } from "../../api/types";
import { departmentsQuery, useWorkspace, workspaceQuery } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { useCursorBack } from "../../ui/cursor-back";
import { branchNames } from "./branch-names";
import { EditingDrawer } from "./editing-drawer";
import { HandOver } from "./hand-over";
import { PersonInvitation } from "./person-invitation";
import { PersonSafety } from "./person-safety";
import { SYSTEM_ROLES } from "./system-roles";
import { TextField } from "./text-field";
import "./person-invitation.css";

const without = (some: string[], others: string[]) => some.filter((each) => !others.includes(each));

type Wanted = Pick<
  Colleague,
  | "name"
  | "phone"
  | "email"
  | "staff_number"
  | "wecom_id"
  | "department_id"
  | "active"
  | "system_roles"
>;

/**
 * What was changed here since the drawer was opened. Another administrator may have changed the rest meanwhile, and handing
 * over may have ended the access: what was not changed here is not said.
 */
function changed(person: Colleague, wanted: Wanted): Partial<Wanted> {
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(person[key as keyof Wanted]),
    ),
  );
}

/** A new colleague is active anyway, and has the usual system roles where none were chosen. */
function added({ active: _, system_roles, ...rest }: Wanted) {
  return { ...rest, ...(system_roles.length > 0 ? { system_roles } : {}) };
}

/** Adds a colleague or changes one: how they sign in, what they may, where they work. */
export function PersonDrawer({
  person,
  people,
  onClose,
  onInvited,
}: {
  person: Colleague | null;
  people: People;
  onClose: () => void;
  /** Invited without a mail that goes out: their link is to be handed over. */
  onInvited: (id: string) => void;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const [name, setName] = useState(person?.name ?? "");
  const [mobile, setMobile] = useState(person?.phone ?? "");
  const [email, setEmail] = useState(person?.email ?? "");
  const [staffNumber, setStaffNumber] = useState(person?.staff_number ?? "");
  const [wecom, setWecom] = useState(person?.wecom_id ?? "");
  const [password, setPassword] = useState("");
  const [before] = useState({ roles: person?.roles ?? [], teams: person?.teams ?? [] });
  const [roles, setRoles] = useState(person?.roles ?? []);
  const [teams, setTeams] = useState(person?.teams ?? []);
  const departments = useQuery(departmentsQuery);
  const me = useWorkspace().person;
  const [department, setDepartment] = useState(person?.department_id ?? null);
  const [systemRoles, setSystemRoles] = useState(person?.system_roles ?? []);
  const [active, setActive] = useState(person?.active ?? true);
  const [due, setDue] = useState(person !== null);
  const [invited, setInvited] = useState(person === null && people.mail);
  const [tried, setTried] = useState(false);

  const wanted = {
    name: name.trim(),
    phone: mobile.trim() || null,
    email: email.trim() || null,
    staff_number: staffNumber.trim() || null,
    wecom_id: wecom.trim() || null,
    department_id: department,
    active,
    system_roles: systemRoles,
  };
  const secret =
    password && !invited ? { password, password_due: due && person?.id !== me.id } : {};
  const now = JSON.stringify([wanted, roles, teams, password]);
  const [first] = useState(now);
  const save = useMutation({
    mutationFn: () =>
      person
        ? call(
            api.PATCH("/people/{person_id}", {
              params: { path: { person_id: person.id } },
              // Only what was changed here: another administrator may change other memberships meanwhile.
              body: {
                ...changed(person, wanted),
                ...secret,
                join_roles: without(roles, before.roles),
                leave_roles: without(before.roles, roles),
                join_teams: without(teams, before.teams),
                leave_teams: without(before.teams, teams),
              },
            }),
          )
        : call(
            api.POST("/people", {
              body: { ...added(wanted), ...secret, roles, teams, invite: invited },
            }),
          ),
    onSuccess: async (saved) => {
      const byMail = people.mail && Boolean(wanted.email);
      const words = person
        ? "people.saved"
        : invited && byMail
          ? "people.added_invited"
          : "people.added";
      done(t(words, { name: wanted.name }));
      await queries.invalidateQueries({ queryKey: ["people"] });
      void queries.invalidateQueries({ queryKey: workspaceQuery.queryKey });
      onClose();
      if (!person && invited && !byMail) onInvited(saved.id);
    },
    onError: (error) => {
      if (!Object.keys(byField(error)).length) failed(error, () => save.mutate());
    },
  });
  useCursorBack(save.isPending);
  const problems = byField(save.error);
  const [rolesProblem, teamsProblem] = ["roles", "teams"].map(
    (list) => Object.entries(problems).find(([at]) => at.match(`^(join_|leave_)?${list}\\b`))?.[1],
  );
  const unreachable = !wanted.phone && !wanted.email && !wanted.staff_number;

  function submit() {
    setTried(true);
    const incomplete = !wanted.name || unreachable || (!person && !invited && !password);
    if (!incomplete && !save.isPending) save.mutate();
  }

  return (
    <EditingDrawer
      title={person ? person.name : t("people.add")}
      save={t(person ? "now.save" : "people.add")}
      saving={save.isPending}
      unsaved={now !== first}
      onSave={submit}
      onClose={onClose}
    >
      <form
        inert={save.isPending}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          label={t("people.name")}
          value={name}
          onChange={setName}
          required
          autoFocus={!person}
          problem={tried && !wanted.name ? t("setup.missing") : problems.name}
        />
        <TextField
          label={t("people.phone")}
          value={mobile}
          onChange={setMobile}
          inputMode="tel"
          problem={problems.phone ?? (tried && unreachable ? t("people.reach_missing") : undefined)}
        />
        <TextField
          label={t("people.email")}
          value={email}
          onChange={setEmail}
          inputMode="email"
          problem={problems.email}
        />
        <TextField
          label={t("people.staff_number")}
          value={staffNumber}
          onChange={setStaffNumber}
          problem={problems.staff_number}
          help={t("people.reach_help")}
        />
        <TextField
          label={t("people.wecom")}
          value={wecom}
          onChange={setWecom}
          problem={problems.wecom_id}
          help={t("people.wecom_help")}
        />
        {person ? null : (
          <fieldset className="person-first">
            <legend className="field-label">{t("people.first_sign_in")}</legend>
            {([true, false] as const).map((each) => (
              <label key={String(each)} className={each === invited ? "is-on" : ""}>
                <input
                  type="radio"
                  name="first-sign-in"
                  checked={each === invited}
                  onChange={() => setInvited(each)}
                />
                <b>
                  {t(
                    each
                      ? people.mail
                        ? "people.invite"
                        : "people.invite_by_link"
                      : "people.set_first",
                  )}
                </b>
                <small>
                  {t(
                    each
                      ? people.mail
                        ? "people.invite_help"
                        : "people.invite_by_link_help"
                      : "people.set_first_help",
                  )}
                </small>
              </label>
            ))}
            {invited && people.mail && !wanted.email ? (
              <p className="field-help">{t("people.invite_no_address")}</p>
            ) : null}
          </fieldset>
        )}
        {invited ? null : (
          <TextField
            label={t(person ? "people.new_password" : "session.password")}
            value={password}
            onChange={setPassword}
            secret
            required={!person}
            problem={tried && !person && !password ? t("setup.missing") : problems.password}
            help={t(person ? "people.password_keep" : "people.password_help")}
          />
        )}
        <div className="field">
          <label className="field-label" htmlFor="person-roles">
            {t("people.roles")}
          </label>
          <Select
            id="person-roles"
            mode="multiple"
            style={{ width: "100%" }}
            showSearch={{ optionFilterProp: "label" }}
            options={people.roles.map((role) => ({ value: role.key, label: role.name }))}
            value={roles}
            onChange={setRoles}
            placeholder={t("people.pick_roles")}
          />
          {rolesProblem ? <span className="field-problem">{rolesProblem}</span> : null}
        </div>
        <div className="field">
          <label className="field-label" htmlFor="person-teams">
            {t("people.teams")}
          </label>
          <Select
            id="person-teams"
            mode="multiple"
            style={{ width: "100%" }}
            showSearch={{ optionFilterProp: "label" }}
            options={people.teams.map((team) => ({ value: team.key, label: team.name }))}
            value={teams}
            onChange={setTeams}
            placeholder={t("people.pick_teams")}
          />
          {teamsProblem ? <span className="field-problem">{teamsProblem}</span> : null}
        </div>
        <div className="field">
          <label className="field-label" htmlFor="person-department">
            {t("people.department")}
          </label>
          <Select
            id="person-department"
            style={{ width: "100%" }}
            showSearch={{ optionFilterProp: "label" }}
            allowClear
            loading={departments.isPending}
            options={branchNames(departments.data?.items ?? [])}
            value={departments.isSuccess ? department : null}
            onChange={(value) => setDepartment(value ?? null)}
            placeholder={t("people.pick_department")}
          />
          {problems.department_id ? (
            <span className="field-problem">{problems.department_id}</span>
          ) : null}
        </div>
        <div className="field">
          <label className="field-label" htmlFor="person-system-roles">
            {t("people.system_roles")}
          </label>
          <Select
            id="person-system-roles"
            mode="multiple"
            style={{ width: "100%" }}
            options={SYSTEM_ROLES.map((role) => ({
              value: role,
              label: t(`people.system_role_${role}`),
              disabled: role === "administrator" && !me.admin,
            }))}
            value={systemRoles}
            onChange={setSystemRoles}
            placeholder={t("people.pick_system_roles")}
          />
          {problems.system_roles ? (
            <span className="field-problem">{problems.system_roles}</span>
          ) : (
            <span className="field-help">{t("people.system_roles_help")}</span>
          )}
        </div>
        {!invited && (password || !person) ? (
          <label className="tick person-active">
            <input
              type="checkbox"
              checked={due}
              onChange={(event) => setDue(event.target.checked)}
            />
            {t("people.password_due")}
          </label>
        ) : null}
        {person ? (
          <label className="tick person-active">
            <input
              type="checkbox"
              checked={active}
              onChange={(event) => setActive(event.target.checked)}
            />
            {t("people.active")}
          </label>
        ) : null}
        <button type="submit" className="unseen" tabIndex={-1}>
          {t("now.save")}
        </button>
      </form>
      {person?.active && !person.can_sign_in ? (
        <PersonInvitation person={person} mail={people.mail} />
      ) : null}
      {person ? (
        <HandOver person={person} people={people} asked={person.active && !active} />
      ) : null}
      {person ? <PersonSafety person={person} /> : null}
    </EditingDrawer>
  );
}
