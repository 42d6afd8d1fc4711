import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useNavigate, useSearchParams } from "react-router";
import { api, call, carryToken } from "../../api/client";
import { ApiError } from "../../api/errors";
import { usePageTitle } from "../../app/page-title";
import { followOrganization } from "../../app/preferences";
import { setupQuery, workspaceQuery } from "../../app/queries";
import { duePath } from "./due-path";
import { Entrance, Entry, GateProblem, PasswordEntry } from "./entrance";
import { safeReturn } from "./return-address";
import { SecondStep } from "./second-step";

function codeOf(error: unknown): string | null {
  return error instanceof ApiError ? error.code : null;
}

export function SignIn() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  usePageTitle(t("session.sign_in"));
  const queries = useQueryClient();
  const [params] = useSearchParams();
  const ended = Boolean((useLocation().state as { ended?: boolean } | null)?.ended);
  const { data: setup } = useQuery(setupQuery);
  const organizations = setup?.language ?? null;
  useEffect(() => followOrganization(organizations), [organizations]);
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [remember, setRemember] = useState(false);
  const [missing, setMissing] = useState(false);
  const [code, setCode] = useState<string | null>(null);
  const signIn = useMutation({
    mutationFn: () =>
      call(
        api.POST("/session", {
          body: { login: login.trim(), password, remember, ...(code ? { code: code.trim() } : {}) },
        }),
      ),
    onSuccess: async (session) => {
      carryToken(session.csrf_token);
      queries.removeQueries();
      const back = safeReturn(params.get("return"));
      if (session.due) {
        navigate(duePath(back), { replace: true });
        return;
      }
      await queries.prefetchQuery(workspaceQuery);
      navigate(back, { replace: true });
    },
    onError: (problem) => {
      const told = codeOf(problem);
      if (told === "second_factor_needed" || told === "second_factor_wrong") setCode("");
    },
  });
  const error = codeOf(signIn.error) === "second_factor_needed" ? null : signIn.error;

  function submit() {
    if (code !== null) {
      if (code.trim() && !signIn.isPending) signIn.mutate();
      return;
    }
    const empty = !login.trim() || !password;
    setMissing(empty);
    if (!empty && !signIn.isPending) signIn.mutate();
  }

  if (code !== null) {
    return (
      <SecondStep
        code={code}
        onCode={setCode}
        error={error}
        pending={signIn.isPending}
        onSubmit={submit}
        onBack={() => {
          setCode(null);
          setPassword("");
          signIn.reset();
        }}
      />
    );
  }
  return (
    <Entrance onSubmit={submit} stranger>
      <div>
        <h1>{t("session.sign_in")}</h1>
        <p className="gate-sub" role={ended ? "status" : undefined}>
          {t(ended ? "session.ended" : setup?.needed ? "session.setup_first" : "session.welcome")}
        </p>
      </div>
      {error ? <GateProblem error={error} /> : null}
      <Entry
        label={t("session.login")}
        value={login}
        onChange={setLogin}
        autoComplete="username"
        autoFocus
        problem={missing && !login.trim() ? t("session.login_missing") : undefined}
      />
      <PasswordEntry
        label={t("session.password")}
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        problem={missing && !password ? t("session.password_missing") : undefined}
      />
      <label className="tick">
        <input
          type="checkbox"
          checked={remember}
          onChange={(event) => setRemember(event.target.checked)}
        />
        {t("session.remember")}
      </label>
      <button type="submit" className="gate-go" aria-disabled={signIn.isPending || undefined}>
        {t(signIn.isPending ? "session.signing_in" : "session.sign_in")}
      </button>
      {setup?.mail ? (
        <div className="gate-ways">
          <Link className="text-link" to="/forgotten">
            {t("session.forgot_ask")}
          </Link>
        </div>
      ) : (
        <p className="gate-hint">{t("session.forgot")}</p>
      )}
    </Entrance>
  );
}
