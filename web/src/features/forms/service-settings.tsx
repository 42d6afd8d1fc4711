import { InputNumber } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { kindPath } from "../../designer/places";
import { useProblemsAt, useSession } from "../../designer/session";
import { SettingLine, SettingsSection } from "../../designer/settings";
import {
  CLOCKS,
  type ClockName,
  type Levels,
  policiesIn,
  promisesSome,
  serviceOf,
} from "./policies";
import { PolicyLevels } from "./policy-levels";
import { PolicyList } from "./policy-list";
import { PromisePreview } from "./promise-preview";
import { type Target, TargetInput } from "./target-input";
import { useFormActs } from "./use-form";
import "./service-settings.css";

const ROOT = [] as const;

/** What a form of tickets promises: by policy, and to all others; and when to warn. */
export function ServiceSettings({ app }: { app: string }) {
  const { t } = useTranslation();
  const id = useId();
  const acts = useFormActs();
  const document = useSession((state) => state.document);
  const service = serviceOf(document);
  const kept = policiesIn(document);
  const promises = [service, ...kept.map(([, policy]) => policy)];
  const some = promises.some(promisesSome);
  const set = (values: Readonly<Record<string, unknown>>, merge: string, label?: string) => {
    const next = Object.fromEntries(
      Object.entries({ ...service, ...values }).filter(([, value]) => value !== undefined),
    );
    acts.changeForm(
      { service: Object.keys(next).length > 0 ? next : null },
      label ?? t("form_design.service"),
      merge,
    );
  };
  return (
    <SettingsSection
      section="form_service"
      title={t("form_design.service")}
      names={["service"]}
      path={ROOT}
    >
      <PolicyList app={app} />
      <div className={kept.length > 0 ? "fd-policy-others" : undefined}>
        {kept.length > 0 ? <h4>{t("form_service.others")}</h4> : null}
        {CLOCKS.map((name) => (
          <TargetLine
            key={name}
            app={app}
            id={`${id}-${name}`}
            name={name}
            value={service?.[name]}
            onChange={(value) => set({ [name]: value }, `service.${name}`)}
            levels={service?.levels}
            onLevels={(levels, label, merge) => set({ levels }, merge ?? "", label)}
          />
        ))}
        {some ? <PromisePreview app={app} promised={service ?? {}} /> : null}
      </div>
      {some ? (
        <SettingLine
          id={`${id}-warn`}
          title={t("form_design.warn")}
          help={t("form_design.warn_help")}
        >
          <InputNumber
            id={`${id}-warn`}
            className="s-number"
            min={1}
            max={99}
            precision={0}
            suffix="%"
            placeholder="80"
            value={service?.warn ?? null}
            onChange={(warn) => set({ warn: warn ?? undefined }, "service.warn")}
          />
        </SettingLine>
      ) : null}
      {some ? <p className="s-help">{t("form_service.levels_help")}</p> : null}
      <p className="s-help">
        {t(kept.length > 0 ? "form_service.help" : "form_design.service_help")}{" "}
        <Link className="text-link" to={kindPath(app, "calendar")}>
          {t("form_design.to_calendars")}
        </Link>
      </p>
    </SettingsSection>
  );
}

function TargetLine({
  app,
  id,
  name,
  value,
  onChange,
  levels,
  onLevels,
}: {
  app: string;
  id: string;
  name: ClockName;
  value: Target | undefined;
  onChange: (value: Target | undefined) => void;
  levels: Levels | undefined;
  onLevels: (levels: Levels | undefined, label: string, merge?: string) => void;
}) {
  const { t } = useTranslation();
  const problems = useProblemsAt(["service", name]);
  return (
    <>
      <SettingLine
        at={["service", name]}
        id={id}
        title={t(`form_design.${name}`)}
        {...(name === "next_response" ? { help: t("form_service.next_help") } : {})}
        problems={problems}
      >
        <TargetInput
          app={app}
          id={id}
          label={t(`form_design.${name}`)}
          value={value}
          onChange={onChange}
        />
      </SettingLine>
      {value || Object.values(levels ?? {}).some((level) => level.clock === name) ? (
        <PolicyLevels levels={levels} clock={name} at={["service", "levels"]} onChange={onLevels} />
      ) : null}
    </>
  );
}
