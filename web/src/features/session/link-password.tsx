import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useNavigate, useParams } from "react-router";
import { api, call, carryToken } from "../../api/client";
import { ApiError, byField } from "../../api/errors";
import { usePageTitle } from "../../app/page-title";
import { followOrganization } from "../../app/preferences";
import { workspaceQuery } from "../../app/queries";
import { duePath } from "./due-path";
import { Entrance, GateProblem, PasswordEntry } from "./entrance";
import "./account.css";

/** The page behind an invitation, and behind a link for a forgotten password: sets the password, then signs in. */
export function LinkPasswordPage() {
  const { t } = useTranslation();
  const { token = "" } = useParams();
  const joining = useLocation().pathname.startsWith("/join/");
  usePageTitle(t(joining ? "session.join_title_plain" : "session.reset_title"));
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const {
    data: link,
    error,
    refetch,
  } = useQuery({
    queryKey: ["link", token],
    queryFn: ({ signal }) => call(api.POST("/account/link", { body: { token }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const language = link?.locale === "zh-CN" || link?.locale === "en" ? link.locale : null;
  useEffect(() => followOrganization(language), [language]);
  const save = useMutation({
    mutationFn: async () => {
      await call(api.POST("/account/link/password", { body: { token, password } }));
      try {
        return await call(
          api.POST("/session", { body: { login: link?.login ?? "", password, remember: false } }),
        );
      } catch {
        // The password is set; whoever has a second step shows it on the page for that.
        return null;
      }
    },
    onSuccess: async (session) => {
      queries.removeQueries();
      if (!session) return navigate("/sign-in", { replace: true });
      carryToken(session.csrf_token);
      if (session.due) return navigate(duePath("/"), { replace: true });
      await queries.prefetchQuery(workspaceQuery);
      return navigate("/", { replace: true });
    },
  });
  const problems = byField(save.error);
  const over = [error, save.error].some(
    (each) => each instanceof ApiError && each.code === "account_link_over",
  );
  if (over) {
    return (
      <Entrance onSubmit={() => undefined}>
        <div role="alert">
          <h1>{t("session.link_over_title")}</h1>
          <p className="gate-sub">
            {t(joining ? "session.link_over_join" : "session.link_over_reset")}
          </p>
        </div>
        <div className="gate-ways">
          {joining ? null : (
            <Link className="text-link" to="/forgotten">
              {t("session.ask_again")}
            </Link>
          )}
          <Link className="text-link" to="/sign-in">
            {t("session.back_to_sign_in")}
          </Link>
        </div>
      </Entrance>
    );
  }
  if (!link) {
    return (
      <Entrance onSubmit={() => void refetch()}>
        {error ? (
          <>
            <GateProblem error={error} />
            <button type="submit" className="gate-go">
              {t("trouble.retry")}
            </button>
          </>
        ) : null}
      </Entrance>
    );
  }
  const title = joining
    ? link.organization
      ? t("session.join_title", { organization: link.organization })
      : t("session.join_title_plain")
    : t("session.reset_title");
  return (
    <Entrance
      onSubmit={() => {
        setTried(true);
        if (password && !save.isPending) save.mutate();
      }}
    >
      <div>
        <h1>{title}</h1>
        <p className="gate-sub">
          {t(joining ? "session.join_sub" : "session.reset_sub", { name: link.name })}
        </p>
      </div>
      {save.error && !Object.keys(problems).length ? <GateProblem error={save.error} /> : null}
      <div className="entry">
        <label htmlFor="link-login">{t("session.your_login")}</label>
        <input id="link-login" value={link.login} readOnly autoComplete="username" dir="auto" />
      </div>
      <PasswordEntry
        label={t("people.new_password")}
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
        problem={tried && !password ? t("setup.missing") : problems.password}
        help={t("account.password_help", { n: link.shortest })}
      />
      <button type="submit" className="gate-go" aria-disabled={save.isPending || undefined}>
        {t(
          save.isPending ? "session.signing_in" : joining ? "session.join_go" : "session.reset_go",
        )}
      </button>
    </Entrance>
  );
}
