import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { InputNumber, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import type { components } from "../../api/schema";
import { Bones } from "../../app/bones";
import { peopleQuery } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { Trouble } from "../../app/trouble";
import { SYSTEM_ROLES } from "./system-roles";

type Rules = components["schemas"]["SignInRules"];
const RULES = ["sign-in-rules"];

/** What is asked of whoever signs in: the length of passwords, and who needs the second step. */
export function SignInRulesPart() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: RULES,
    queryFn: ({ signal }) => call(api.GET("/sign-in-rules", { signal })),
  });
  return (
    <section className="settings ways">
      <h2>{t("account.rules")}</h2>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {data ? <RulesForm saved={data} key={JSON.stringify(data)} /> : null}
      {!data && !error ? <Bones /> : null}
    </section>
  );
}

function RulesForm({ saved }: { saved: Rules }) {
  const { t } = useTranslation();
  const id = useId();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const [shortest, setShortest] = useState(saved.shortest);
  const [wanted, setWanted] = useState(saved.second_factor_for);
  const { data: people } = useQuery(peopleQuery);
  const save = useMutation({
    mutationFn: () =>
      call(api.PUT("/sign-in-rules", { body: { shortest, second_factor_for: wanted } })),
    onSuccess: (answer) => {
      queries.setQueryData(RULES, answer);
      done(t("settings.saved"));
    },
    onError: (error) => failed(error, () => save.mutate()),
  });
  const changed = shortest !== saved.shortest || String(wanted) !== String(saved.second_factor_for);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (changed) save.mutate();
      }}
    >
      <div className="field">
        <label className="field-label" htmlFor={`${id}-shortest`}>
          {t("account.shortest")}
        </label>
        <InputNumber
          id={`${id}-shortest`}
          min={8}
          max={32}
          precision={0}
          value={shortest}
          onChange={(value) => setShortest(value ?? 8)}
        />
        <p className="field-help">{t("account.shortest_help")}</p>
      </div>
      <div className="field">
        <label className="field-label" htmlFor={`${id}-wanted`}>
          {t("account.wanted_for")}
        </label>
        <Select
          id={`${id}-wanted`}
          mode="multiple"
          style={{ width: "100%" }}
          value={wanted}
          onChange={setWanted}
          placeholder={t("account.wanted_nobody")}
          showSearch={{ optionFilterProp: "label" }}
          options={[
            { value: "everybody", label: t("account.everybody") },
            ...SYSTEM_ROLES.map((role) => ({
              value: role as string,
              label: t(`people.system_role_${role}`),
            })),
            ...(people?.roles ?? []).map((role) => ({ value: role.key, label: role.name })),
          ]}
        />
        <p className="field-help">{t("account.wanted_help")}</p>
      </div>
      {changed ? (
        <button type="submit" className="btn person-active" disabled={save.isPending}>
          {t("now.save")}
        </button>
      ) : null}
    </form>
  );
}
