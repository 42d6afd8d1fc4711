import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, call } from "../../api/client";
import { usePageTitle } from "../../app/page-title";
import { Entrance, Entry, GateProblem } from "./entrance";
import "./account.css";

/** Asks for a link that sets a new password. What it says never depends on whether there is such an account. */
export function ForgottenPage() {
  const { t } = useTranslation();
  usePageTitle(t("session.forgot_title"));
  const [login, setLogin] = useState("");
  const [tried, setTried] = useState(false);
  const ask = useMutation({
    mutationFn: () => call(api.POST("/account/forgotten", { body: { login: login.trim() } })),
  });
  const back = (
    <div className="gate-ways">
      <Link className="text-link" to="/sign-in">
        {t("session.back_to_sign_in")}
      </Link>
    </div>
  );
  if (ask.isSuccess) {
    return (
      <Entrance onSubmit={() => undefined}>
        <div role="status">
          <h1>{t("session.forgot_sent_title")}</h1>
          <p className="gate-sub">{t("session.forgot_sent")}</p>
        </div>
        {back}
      </Entrance>
    );
  }
  return (
    <Entrance
      onSubmit={() => {
        setTried(true);
        if (login.trim() && !ask.isPending) ask.mutate();
      }}
    >
      <div>
        <h1>{t("session.forgot_title")}</h1>
        <p className="gate-sub">{t("session.forgot_sub")}</p>
      </div>
      {ask.error ? <GateProblem error={ask.error} /> : null}
      <Entry
        label={t("session.login")}
        value={login}
        onChange={setLogin}
        autoComplete="username"
        autoFocus
        problem={tried && !login.trim() ? t("session.login_missing") : undefined}
      />
      <button type="submit" className="gate-go" aria-disabled={ask.isPending || undefined}>
        {t(ask.isPending ? "session.forgot_going" : "session.forgot_go")}
      </button>
      {back}
    </Entrance>
  );
}
