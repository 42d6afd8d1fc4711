import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import { byField } from "../../api/errors";
import { Bones } from "../../app/bones";
import { usePageTitle } from "../../app/page-title";
import { useWorkspace } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";
import { Trouble } from "../../app/trouble";
import { TextField } from "../admin/text-field";
import { accountQuery, sessionsQuery } from "./account-query";
import { SecondFactorPart } from "./second-factor-part";
import { SessionList } from "./session-list";
import "../admin/admin.css";
import "./account.css";

/** 我的账号: how one signs in, and where one is signed in. */
export function AccountPage() {
  const { t } = useTranslation();
  usePageTitle(t("account.title"));
  const { person } = useWorkspace();
  const { data, error, refetch } = useQuery(accountQuery);
  return (
    <>
      <header className="page-head">
        <h1>{t("account.title")}</h1>
      </header>
      <div className="page-body is-lined account">
        <section>
          <h2>{person.name}</h2>
          <p className="quiet">
            {[person.phone, person.email, person.staff_number].filter(Boolean).join(" · ")}
          </p>
        </section>
        {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
        {data ? (
          <>
            <PasswordPart shortest={data.shortest} />
            <SecondFactorPart standing={data.second_factor} />
            <SessionsPart />
          </>
        ) : null}
        {!data && !error ? <Bones /> : null}
      </div>
    </>
  );
}

function PasswordPart({ shortest }: { shortest: number }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const [open, setOpen] = useState(false);
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  function close() {
    setOpen(false);
    setCurrent("");
    setPassword("");
    setTried(false);
    save.reset();
  }
  const save = useMutation({
    mutationFn: () =>
      call(api.POST("/account/password", { body: { current_password: current, password } })),
    onSuccess: async () => {
      done(t("account.password_changed"));
      close();
      await queries.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    },
    onError: (error) => {
      if (!Object.keys(byField(error)).length) failed(error, () => save.mutate());
    },
  });
  const problems = byField(save.error);
  return (
    <section>
      <h2>{t("session.password")}</h2>
      {open ? (
        <form
          className="account-form"
          onSubmit={(event) => {
            event.preventDefault();
            setTried(true);
            if (current && password && !save.isPending) save.mutate();
          }}
        >
          <TextField
            label={t("account.current_password")}
            value={current}
            onChange={setCurrent}
            secret
            known
            required
            autoFocus
            problem={tried && !current ? t("setup.missing") : problems.current_password}
          />
          <TextField
            label={t("people.new_password")}
            value={password}
            onChange={setPassword}
            secret
            required
            problem={tried && !password ? t("setup.missing") : problems.password}
            help={t("account.password_help", { n: shortest })}
          />
          <div className="row">
            <button
              type="submit"
              className={phone ? "btn btn-primary btn-touch" : "btn btn-primary"}
              disabled={save.isPending}
            >
              {t("account.save_password")}
            </button>
            <button type="button" className={phone ? "btn btn-touch" : "btn"} onClick={close}>
              {t("dialog.cancel")}
            </button>
          </div>
        </form>
      ) : (
        <button
          type="button"
          className={phone ? "btn btn-touch" : "btn"}
          onClick={() => setOpen(true)}
        >
          {t("account.change_password")}
        </button>
      )}
    </section>
  );
}

function SessionsPart() {
  const { t } = useTranslation();
  const phone = usePhone();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const { data, error, refetch } = useQuery(sessionsQuery);
  const ended = async (count: number) => {
    await queries.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    done(t("account.ended", { n: count }));
  };
  const end = useMutation({
    mutationFn: (id: string) =>
      call(api.DELETE("/account/sessions/{session_id}", { params: { path: { session_id: id } } })),
    onSuccess: () => ended(1),
    onError: (problem) => failed(problem),
  });
  const endAll = useMutation({
    mutationFn: () => call(api.DELETE("/account/sessions")),
    onSuccess: (answer) => ended(answer.ended),
    onError: (problem) => failed(problem, () => endAll.mutate()),
  });
  return (
    <section>
      <h2>{t("account.sessions")}</h2>
      <p className="quiet small">{t("account.sessions_help")}</p>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {data ? (
        <SessionList
          sessions={data}
          pending={end.isPending || endAll.isPending}
          onEnd={(session) => end.mutate(session.id)}
        />
      ) : null}
      {data && data.length > 1 ? (
        <button
          type="button"
          className={phone ? "btn btn-touch" : "btn"}
          disabled={endAll.isPending}
          onClick={() => endAll.mutate()}
        >
          {t("account.end_others")}
        </button>
      ) : null}
    </section>
  );
}
