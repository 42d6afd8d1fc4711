import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import type { Colleague } from "../../api/types";
import { useSaying } from "../../app/saying";
import { SessionList } from "../session/session-list";

/** Where a colleague is signed in, and their second step: to be ended when a device is lost. */
export function PersonSafety({ person }: { person: Colleague }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const key = ["people", person.id, "sessions"];
  const { data, error } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) =>
      (
        await call(
          api.GET("/people/{person_id}/sessions", {
            params: { path: { person_id: person.id } },
            signal,
          }),
        )
      ).items,
  });
  const ended = async (count: number) => {
    await queries.invalidateQueries({ queryKey: key });
    done(t("account.ended", { n: count }));
  };
  const end = useMutation({
    mutationFn: (id: string) =>
      call(
        api.DELETE("/people/{person_id}/sessions/{session_id}", {
          params: { path: { person_id: person.id, session_id: id } },
        }),
      ),
    onSuccess: () => ended(1),
    onError: (problem) => failed(problem),
  });
  const endAll = useMutation({
    mutationFn: () =>
      call(
        api.DELETE("/people/{person_id}/sessions", { params: { path: { person_id: person.id } } }),
      ),
    onSuccess: (answer) => ended(answer.ended),
    onError: (problem) => failed(problem),
  });
  const reset = useMutation({
    mutationFn: () =>
      call(
        api.DELETE("/people/{person_id}/second-factor", {
          params: { path: { person_id: person.id } },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["people"] });
      done(t("account.switched_off"));
    },
    onError: (problem) => failed(problem),
  });
  // Who may not touch an administrator sees none of it.
  if (error) return null;
  return (
    <section className="person-safety">
      <h2>{t("account.safety")}</h2>
      <p className="row">
        <span className="grow">{t("account.second_factor")}</span>
        <span className={person.second_factor && !reset.isSuccess ? "tag tag-ok" : "tag"}>
          {t(person.second_factor && !reset.isSuccess ? "account.on" : "account.off")}
        </span>
        {person.second_factor && !reset.isSuccess ? (
          <button
            type="button"
            className="btn btn-small"
            disabled={reset.isPending}
            onClick={() => reset.mutate()}
          >
            {t("account.reset")}
          </button>
        ) : null}
      </p>
      {data && data.length > 0 ? (
        <>
          <SessionList
            sessions={data}
            pending={end.isPending || endAll.isPending}
            onEnd={(session) => end.mutate(session.id)}
          />
          <button
            type="button"
            className="btn btn-small"
            disabled={endAll.isPending}
            onClick={() => endAll.mutate()}
          >
            {t("account.end_all")}
          </button>
        </>
      ) : data ? (
        <p className="quiet small">{t("account.nowhere")}</p>
      ) : null}
    </section>
  );
}
