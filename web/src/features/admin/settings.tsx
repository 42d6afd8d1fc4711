import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import { byField } from "../../api/errors";
import { usePageTitle } from "../../app/page-title";
import { setupQuery, useWorkspace, workspaceQuery } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";
import type { Country } from "../session/browser-home";
import { HomePart } from "./home-part";
import { SignInRulesPart } from "./sign-in-rules";
import { TextField } from "./text-field";
import { WaysPart } from "./ways";
import "./admin.css";

/** What holds for the whole organization: its name and address, where it works, how one signs in and is told. */
export function SettingsPage() {
  const { t } = useTranslation();
  usePageTitle(t("settings.title"));
  const phone = usePhone();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const workspace = useWorkspace();
  const { data: setup } = useQuery(setupQuery);
  const [company, setCompany] = useState(workspace.company);
  const [address, setAddress] = useState(workspace.public_url ?? "");
  const [country, setCountry] = useState(workspace.country);
  const [zone, setZone] = useState(workspace.zone);
  const [language, setLanguage] = useState(workspace.language);
  const languageId = useId();
  const changed =
    company !== workspace.company ||
    address !== (workspace.public_url ?? "") ||
    country !== workspace.country ||
    zone !== workspace.zone ||
    language !== workspace.language;
  const save = useMutation({
    mutationFn: () =>
      call(
        api.PUT("/settings", {
          body: {
            company: company.trim(),
            public_url: address.trim() || null,
            language: language === "en" ? "en" : "zh-CN",
            country: country as Country,
            zone,
          },
        }),
      ),
    onSuccess: async () => {
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
            if (changed && company.trim()) save.mutate();
          }}
        >
          <TextField
            label={t("setup.company")}
            value={company}
            onChange={setCompany}
            required
            problem={company.trim() ? problems.company : t("setup.missing")}
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
      </div>
    </>
  );
}
