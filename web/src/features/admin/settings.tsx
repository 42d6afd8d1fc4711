import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import { byField } from "../../api/errors";
import type { Workspace } from "../../api/types";
import { usePageTitle } from "../../app/page-title";
import { setupQuery, useWorkspace, workspaceQuery } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";
import type { Country } from "../session/browser-home";
import { HomePart } from "./home-part";
import { RobotsPart } from "./robots";
import { SignInRulesPart } from "./sign-in-rules";
import { TextField } from "./text-field";
import { WaysPart } from "./ways";
import "./admin.css";

/** The settings as the workspace tells them. */
function told({ company, public_url, country, zone, language }: Workspace) {
  return { company, public_url: public_url ?? "", country, zone, language };
}

/** What holds for the whole organization: its name and address, where it works, how one signs in and is told. */
export function SettingsPage() {
  const { t } = useTranslation();
  usePageTitle(t("settings.title"));
  const phone = usePhone();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const workspace = useWorkspace();
  const { data: setup } = useQuery(setupQuery);
  const [start, setStart] = useState(() => told(workspace));
  const [company, setCompany] = useState(start.company);
  const [address, setAddress] = useState(start.public_url);
  const [country, setCountry] = useState(start.country);
  const [zone, setZone] = useState(start.zone);
  const [language, setLanguage] = useState(start.language);
  const [tried, setTried] = useState(false);
  const languageId = useId();
  const wanted = {
    company: company.trim(),
    public_url: address.trim(),
    country,
    zone,
    language,
  };
  const mine = Object.fromEntries(
    Object.entries(wanted).filter(([key, value]) => value !== start[key as keyof typeof start]),
  );
  const changed = Object.keys(mine).length > 0;
  const save = useMutation({
    mutationFn: async () => {
      // Another administrator may have changed the rest since this was opened: it stays as it is now.
      const now = told(await queries.fetchQuery({ ...workspaceQuery, staleTime: 0 }));
      const next = { ...now, ...mine };
      await call(
        api.PUT("/settings", {
          body: {
            ...next,
            public_url: next.public_url || null,
            language: next.language === "en" ? "en" : "zh-CN",
            country: next.country as Country,
          },
        }),
      );
      return { saved: next, sent: wanted };
    },
    onSuccess: async ({ saved, sent }) => {
      setStart(saved);
      // What was typed since it was sent stays.
      setCompany((now) => (now.trim() === sent.company ? saved.company : now));
      setAddress((now) => (now.trim() === sent.public_url ? saved.public_url : now));
      setCountry((now) => (now === sent.country ? saved.country : now));
      setZone((now) => (now === sent.zone ? saved.zone : now));
      setLanguage((now) => (now === sent.language ? saved.language : now));
      await queries.invalidateQueries({ queryKey: workspaceQuery.queryKey });
      done(t("settings.saved"));
    },
    onError: (error) => {
      if (!Object.keys(byField(error)).length) failed(error, () => save.mutate());
    },
  });
  const problems = byField(save.error);
  const suggested = (setup?.public_urls ?? []).filter((url) => url !== address);
  return (
    <>
      <header className="page-head">
        <h1>{t("settings.title")}</h1>
      </header>
      <div className="page-body is-lined">
        <form
          className="settings"
          onSubmit={(event) => {
            event.preventDefault();
            setTried(true);
            if (changed && company.trim()) save.mutate();
          }}
        >
          <TextField
            label={t("setup.company")}
            value={company}
            onChange={setCompany}
            required
            problem={
              company.trim() || !(tried || start.company) ? problems.company : t("setup.missing")
            }
            help={t("settings.company_help")}
          />
          <TextField
            label={t("setup.address")}
            value={address}
            onChange={setAddress}
            inputMode="url"
            placeholder="https://"
            problem={problems.public_url}
            help={t("settings.address_help")}
          />
          {suggested.length > 0 ? (
            <div className="settings-suggested">
              <span className="quiet small">{t("settings.suggested")}</span>
              {suggested.map((url) => (
                <button
                  key={url}
                  type="button"
                  className="btn btn-small"
                  onClick={() => setAddress(url)}
                >
                  {url}
                </button>
              ))}
            </div>
          ) : null}
          <HomePart country={country} onCountry={setCountry} zone={zone} onZone={setZone} />
          <div className="field">
            <label className="field-label" htmlFor={languageId}>
              {t("settings.language")}
            </label>
            <Select
              id={languageId}
              style={{ width: "100%" }}
              value={language}
              options={[
                { value: "zh-CN", label: "中文" },
                { value: "en", label: "English" },
              ]}
              onChange={setLanguage}
            />
            <p className="field-help">{t("settings.language_help")}</p>
          </div>
          <button
            type="submit"
            className={phone ? "btn btn-primary btn-touch" : "btn btn-primary"}
            disabled={!changed || save.isPending}
          >
            {t("now.save")}
          </button>
        </form>
        <SignInRulesPart />
        <WaysPart />
        <RobotsPart />
      </div>
    </>
  );
}
