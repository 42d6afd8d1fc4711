import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useNavigate, useSearchParams } from "react-router";
import { api, call, carryToken } from "../../api/client";
import { ApiError, byField } from "../../api/errors";
import { usePageTitle } from "../../app/page-title";
import { accountQuery } from "./account-query";
import { Entrance, Entry, GateProblem, PasswordEntry } from "./entrance";
import { RecoveryList } from "./recovery-list";
import { safeReturn } from "./return-address";
import { SeedPicture } from "./seed-picture";
import { useSignOut } from "./sign-out";
import "./account.css";

/** What must be done before one comes in: a password of one's own, or the second step that one's role needs. */
export function DuePage() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const back = safeReturn(params.get("return"));
  const { data, error } = useQuery({
    queryKey: ["due"],
    queryFn: async ({ signal }) => {
      const session = await call(api.GET("/session", { signal }));
      carryToken(session.csrf_token);
      return session;
    },
  });
  const [kept, setKept] = useState(true);
  const next = () => queries.invalidateQueries({ queryKey: ["due"] });
  if (error instanceof ApiError && error.signedOut) return <Navigate to="/sign-in" replace />;
  if (!data) {
    if (!error) return null;
    return (
      <Entrance onSubmit={() => void next()}>
        <GateProblem error={error} />
        <button type="submit" className="gate-go">
          {t("trouble.retry")}
        </button>
      </Entrance>
    );
  }
  if (data.due === "password_due") return <OwnPassword onDone={() => void next()} />;
  if (data.due === "second_factor_due" || !kept) {
    return (
      <OwnSecondFactor
        onConfirmed={() => setKept(false)}
        onDone={() => {
          queries.removeQueries();
          navigate(back, { replace: true });
        }}
      />
    );
  }
  return <Navigate to={back} replace />;
}

function Away() {
  const { t } = useTranslation();
  const session = useQueryClient().getQueryData<{ person: { id: string } }>(["due"]);
  const signOut = useSignOut(session?.person.id);
  return (
    <div className="gate-ways">
      <button type="button" className="text-link" onClick={signOut}>
        {t("account.other_account")}
      </button>
    </div>
  );
}

function OwnPassword({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  usePageTitle(t("account.own_password"));
  const { data: account } = useQuery(accountQuery);
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      call(api.POST("/account/password", { body: { current_password: current, password } })),
    onSuccess: onDone,
  });
  const problems = byField(save.error);
  const known = Object.keys(problems).length > 0;
  return (
    <Entrance
      onSubmit={() => {
        setTried(true);
        if (current && password && !save.isPending) save.mutate();
      }}
    >
      <div>
        <h1>{t("account.own_password")}</h1>
        <p className="gate-sub">{t("account.own_password_sub")}</p>
      </div>
      {save.error && !known ? <GateProblem error={save.error} /> : null}
      <PasswordEntry
        label={t("account.given_password")}
        value={current}
        onChange={setCurrent}
        autoComplete="current-password"
        problem={tried && !current ? t("setup.missing") : problems.current_password}
      />
      <PasswordEntry
        label={t("people.new_password")}
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
        problem={tried && !password ? t("setup.missing") : problems.password}
        help={t("account.password_help", { n: account?.shortest ?? 8 })}
      />
      <button type="submit" className="gate-go" aria-disabled={save.isPending || undefined}>
        {t("account.save_password")}
      </button>
      <Away />
    </Entrance>
  );
}

function OwnSecondFactor({ onConfirmed, onDone }: { onConfirmed: () => void; onDone: () => void }) {
  const { t } = useTranslation();
  usePageTitle(t("account.second_factor"));
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [tried, setTried] = useState(false);
  const begin = useMutation({
    mutationFn: () =>
      call(api.POST("/account/second-factor", { body: { current_password: password } })),
  });
  const confirm = useMutation({
    mutationFn: () => call(api.POST("/account/second-factor/confirm", { body: { code } })),
    onSuccess: onConfirmed,
  });
  const step = confirm.data ? "codes" : begin.data ? "scan" : "password";
  const error = step === "password" ? begin.error : confirm.error;
  const problems = byField(error);
  function submit() {
    setTried(true);
    if (step === "codes") onDone();
    else if (step === "scan" && code.trim() && !confirm.isPending) confirm.mutate();
    else if (step === "password" && password && !begin.isPending) {
      begin.mutate(undefined, { onSuccess: () => setTried(false) });
    }
  }
  return (
    <Entrance onSubmit={submit}>
      <div>
        <h1>{t(step === "codes" ? "account.recovery_codes" : "account.second_factor")}</h1>
        <p className="gate-sub">{t(`account.due_${step}`)}</p>
      </div>
      {error && !Object.keys(problems).length ? <GateProblem error={error} /> : null}
      {step === "password" ? (
        <PasswordEntry
          label={t("session.password")}
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          problem={tried && !password ? t("session.password_missing") : problems.current_password}
        />
      ) : null}
      {step === "scan" && begin.data ? (
        <>
          <SeedPicture enrolment={begin.data} />
          <Entry
            label={t("account.code")}
            value={code}
            onChange={setCode}
            autoComplete="one-time-code"
            inputMode="numeric"
            problem={tried && !code.trim() ? t("account.code_missing") : problems.code}
          />
        </>
      ) : null}
      {step === "codes" && confirm.data ? <RecoveryList codes={confirm.data.codes} /> : null}
      <button
        type="submit"
        className="gate-go"
        aria-disabled={begin.isPending || confirm.isPending || undefined}
      >
        {t(step === "codes" ? "account.codes_kept" : "account.next")}
      </button>
      {step === "codes" ? null : <Away />}
    </Entrance>
  );
}
