import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { api, call, carryToken } from "../../api/client";
import { byField } from "../../api/errors";
import { usePageTitle } from "../../app/page-title";
import { setupQuery, workspaceQuery } from "../../app/queries";
import { browserHome } from "./browser-home";
import { Entrance, Entry, GateProblem, PasswordEntry } from "./entrance";

const SHORTEST_PASSWORD = 8;
const CHOICES = ["guided", "service_desk", "empty"] as const;

type Choice = (typeof CHOICES)[number];

/** The page behind the one-time link: who are you, what shall be there; ends signed in. */
export function SetUp() {
  const { t } = useTranslation();
  const { token = "" } = useParams();
  usePageTitle(t("setup.title"));
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { data: setup } = useQuery(setupQuery);
  const [company, setCompany] = useState("");
  const [name, setName] = useState("");
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [address, setAddress] = useState<string>();
  const [choice, setChoice] = useState<Choice>("guided");
  const [tried, setTried] = useState(false);
  const publicUrl = address ?? setup?.public_urls[0] ?? "";

  const setUp = useMutation({
    mutationFn: () =>
      call(
        api.POST("/setup", {
          body: {
            token,
            company: company.trim(),
            name: name.trim(),
            login: login.trim(),
            password,
            ...browserHome(),
            ...(publicUrl.trim() ? { public_url: publicUrl.trim() } : {}),
            blueprint: choice === "service_desk" ? choice : null,
          },
        }),
      ),
    onSuccess: async (session) => {
      carryToken(session.csrf_token);
      queries.removeQueries();
      await queries.prefetchQuery(workspaceQuery);
      navigate(choice === "guided" ? "/welcome" : "/tasks", { replace: true });
    },
  });

  const problems = byField(setUp.error);
  const must = (value: string, key: string) =>
    tried && !value.trim() ? t("setup.missing") : problems[key];
  const short = password.length < SHORTEST_PASSWORD;

  function submit() {
    setTried(true);
    const complete = company.trim() && name.trim() && login.trim() && !short;
    if (complete && !setUp.isPending) setUp.mutate();
  }

  if (setup && !setup.needed) {
    return (
      <Entrance onSubmit={() => navigate("/sign-in")}>
        <div>
          <h1>{t("setup.done_title")}</h1>
          <p className="gate-sub">{t("setup.done_text")}</p>
        </div>
        <Link className="btn btn-primary btn-touch" to="/sign-in">
          {t("session.sign_in")}
        </Link>
      </Entrance>
    );
  }

  const error = setUp.error;
  const general = error && Object.keys(problems).length === 0 ? error : null;
  return (
    <Entrance onSubmit={submit}>
      <div>
        <h1>{t("setup.title")}</h1>
        <p className="gate-sub">{t("setup.sub")}</p>
      </div>
      {general ? <GateProblem error={general} /> : null}
      <div className="gate-pair">
        <Entry
          label={t("setup.company")}
          value={company}
          onChange={setCompany}
          autoComplete="organization"
          autoFocus
          problem={must(company, "company")}
        />
        <Entry
          label={t("setup.name")}
          value={name}
          onChange={setName}
          autoComplete="name"
          problem={must(name, "name")}
        />
      </div>
      <div className="gate-pair">
        <Entry
          label={t("setup.login")}
          value={login}
          onChange={setLogin}
          autoComplete="username"
          problem={must(login, "login")}
        />
        <PasswordEntry
          label={t("session.password")}
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          problem={
            tried && short ? t("setup.password_short", { n: SHORTEST_PASSWORD }) : problems.password
          }
          help={t("setup.password_help", { n: SHORTEST_PASSWORD })}
        />
      </div>
      <Entry
        label={t("setup.address")}
        value={publicUrl}
        onChange={setAddress}
        inputMode="url"
        list={setup?.public_urls ?? []}
        problem={problems.public_url}
        help={t("setup.address_help")}
      />
      {setup && setup.public_urls.length > 1 ? (
        <div className="choices">
          {setup.public_urls.map((url) => (
            <label key={url} className={url === publicUrl ? "is-on" : ""}>
              <input
                type="radio"
                name="address"
                checked={url === publicUrl}
                onChange={() => setAddress(url)}
              />
              {url.replace(/^https?:\/\//, "")}
            </label>
          ))}
        </div>
      ) : null}
      <fieldset>
        <legend>{t("setup.start_with")}</legend>
        {CHOICES.map((each) => (
          <label key={each} className={each === choice ? "gate-choice is-on" : "gate-choice"}>
            <input
              type="radio"
              name="blueprint"
              checked={each === choice}
              onChange={() => setChoice(each)}
            />
            <b>{t(`setup.choice.${each}.name`)}</b>
            <small>{t(`setup.choice.${each}.text`)}</small>
          </label>
        ))}
      </fieldset>
      <button type="submit" className="gate-go" aria-disabled={setUp.isPending || undefined}>
        {t(setUp.isPending ? "setup.working" : "setup.go")}
      </button>
    </Entrance>
  );
}
