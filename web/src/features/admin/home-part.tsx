import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { usePreferences } from "../../app/preferences";
import { matchesText } from "../../designer/pinyin";
import { COUNTRY_KEYS } from "../session/browser-home";

const matching = {
  filterOption: (text: string, option?: { label: string }) =>
    matchesText(option?.label ?? "", text),
};

/** Where the organization works: the country of its phone numbers, the zone of its days. */
export function HomePart(props: {
  country: string;
  onCountry: (country: string) => void;
  zone: string;
  onZone: (zone: string) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const language = usePreferences((state) => state.language);
  const names = new Intl.DisplayNames([language], { type: "region" });
  const countries = COUNTRY_KEYS.map((value) => ({ value, label: names.of(value) ?? value }));
  const zones = [...new Set([props.zone, ...Intl.supportedValuesOf("timeZone")])];
  return (
    <>
      <div className="field">
        <label className="field-label" htmlFor={`${id}-country`}>
          {t("settings.country")}
        </label>
        <Select
          id={`${id}-country`}
          style={{ width: "100%" }}
          value={props.country}
          showSearch={matching}
          options={countries}
          onChange={props.onCountry}
        />
        <p className="field-help">{t("settings.country_help")}</p>
      </div>
      <div className="field">
        <label className="field-label" htmlFor={`${id}-zone`}>
          {t("settings.zone")}
        </label>
        <Select
          id={`${id}-zone`}
          style={{ width: "100%" }}
          value={props.zone}
          showSearch={matching}
          options={zones.map((value) => ({ value, label: value }))}
          onChange={props.onZone}
        />
        <p className="field-help">{t("settings.zone_help")}</p>
      </div>
    </>
  );
}
