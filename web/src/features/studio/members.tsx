import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, call } from "../../api/client";
import type { Colleague, People } from "../../api/types";
import { Bones } from "../../app/bones";
import { Icon } from "../../app/icon";
import { peopleQuery, useWorkspace } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { Face } from "../../app/signs";
import { Trouble } from "../../app/trouble";
import type { ModelPart } from "../../designer/app-model";
import { matchesText } from "../../designer/pinyin";

/** Only those who administer people get more than names. */
function isEntry(person: People["items"][number]): person is Colleague {
  return "roles" in person;
}

/** Who is in a role or team; added and taken out at once, not with the next publication. */
export function Members({ app, part }: { app: string; part: ModelPart }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { failed } = useSaying();
  const { person: me } = useWorkspace();
  const { data, error, refetch } = useQuery(peopleQuery);
  const list = part.kind === "role" ? "roles" : "teams";
  const name = `${app}.${part.key}`;
  const change = useMutation({
    // This one membership alone: somebody else may change others of this person at the same time.
    mutationFn: ({ person, join }: { person: Colleague; join: boolean }) =>
      call(
        api.PATCH("/people/{person_id}", {
          params: { path: { person_id: person.id } },
          body: { [`${join ? "join" : "leave"}_${list}`]: [name] },
        }),
      ),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: peopleQuery.queryKey });
      void queries.invalidateQueries({ queryKey: ["overview", app] });
      void queries.invalidateQueries({ queryKey: ["changes", app] });
      void queries.invalidateQueries({ queryKey: ["workspace"] });
    },
    onError: (problem) => failed(problem),
  });
  const may = me.admin || me.system_roles.includes("security");
  const everyone = (data?.items ?? []).filter(isEntry).filter((each) => each.active);
  const inside = everyone.filter((each) => each[list].includes(name));
  const outside = everyone.filter((each) => !each[list].includes(name));
  return (
    <section className="members">
      <h3>
        {t("shared.members")}
        <span className="count">{data && may ? inside.length : ""}</span>
      </h3>
      {part.liveVersion === null ? (
        <p className="members-note">
          <Icon name="info" size="s" />
          {t("shared.members_after")}
        </p>
      ) : !may ? (
        <p className="members-note">
          <Icon name="lock" size="s" />
          {t("shared.members_others")}
        </p>
      ) : (
        <>
          {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
          {!data && !error ? <Bones rows={3} height={36} /> : null}
          {data ? (
            <Select
              className="members-add"
              value={null}
              placeholder={t("shared.add_member")}
              aria-label={t("shared.add_member")}
              suffixIcon={<Icon name="plus" />}
              showSearch={{
                filterOption: (text, option) => matchesText(String(option?.label ?? ""), text),
              }}
              notFoundContent={t("shared.nobody_left")}
              options={outside.map((each) => ({ value: each.id, label: each.name }))}
              disabled={change.isPending}
              onChange={(id: string | null) => {
                const person = outside.find((each) => each.id === id);
                if (person) change.mutate({ person, join: true });
              }}
            />
          ) : null}
          {data && inside.length === 0 ? (
            <p className="members-none">{t(`shared.no_members.${part.kind}`)}</p>
          ) : null}
          <ul>
            {inside.map((person) => (
              <li key={person.id}>
                <Face name={person.name} />
                <span className="grow clip">{person.name}</span>
                <button
                  type="button"
                  className="btn btn-icon btn-small btn-plain"
                  aria-label={t("shared.take_out", { name: person.name })}
                  disabled={change.isPending}
                  onClick={() => change.mutate({ person, join: false })}
                >
                  <Icon name="x" size="s" />
                </button>
              </li>
            ))}
          </ul>
          <p className="small quiet">
            {t("shared.members_now")}{" "}
            <Link className="text-link" to="/admin/people">
              {t("shared.invite")}
            </Link>
          </p>
        </>
      )}
    </section>
  );
}
