import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Select, Switch } from "antd";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../../api/client";
import { ApiError } from "../../../api/errors";
import { Icon, type IconName } from "../../../app/icon";
import type { AppModel } from "../../../designer/app-model";
import { DOCUMENT, type Document } from "../../../designer/document";
import { inputForm, TemplateInput } from "../../../designer/inputs";
import { useDesigner } from "../../../designer/session";
import type { LocalText } from "../../../designer/texts";
import { ArtefactPage } from "../artefact-page";
import { around } from "../summary";
import { placesOf, SmsVariables } from "./sms-variables";
import "../shared.css";
import "../studio.css";
import "./templates.css";

const WAYS = ["mail", "sms", "wecom", "inapp"] as const;
type Way = (typeof WAYS)[number];
const ICONS: Record<Way, IconName> = { mail: "mail", sms: "phone", wecom: "chat", inapp: "bell" };
const STATUS = ["draft", "submitted", "approved", "rejected"] as const;
const TONES: Record<string, string> = {
  draft: "tag",
  submitted: "tag tag-warn",
  approved: "tag tag-ok",
  rejected: "tag tag-late",
};

/** What messages say by each way, with the provider's approved template behind an SMS. */
export function TemplatesPage() {
  const { t } = useTranslation();
  return (
    <ArtefactPage
      kind="template"
      starts={(model) => [
        {
          key: "empty",
          label: "",
          document: (name) => {
            const form = model.forms.find((each) => each.statusField) ?? model.forms[0];
            return {
              name,
              ...(form ? { form: form.key } : {}),
              inapp: { title: name, text: "{{number}}" },
            };
          },
        },
      ]}
      about={(part) =>
        WAYS.filter((way) => part.document[way])
          .map((way) => t(`via.${way}`))
          .join(t("list.and"))
      }
      canvas={(model) => <Canvas model={model} />}
      settings={(model) => <Preview model={model} />}
      settingsTitle={t("templates.preview")}
    />
  );
}

function map(value: unknown): Document | null {
  return typeof value === "object" && value !== null ? (value as Document) : null;
}

function firstPart(way: Way): Document {
  return way === "sms"
    ? { code: "SMS_000000", variables: {}, status: "draft", text: "" }
    : way === "mail"
      ? { subject: "{{number}}", text: "{{number}}" }
      : { title: "{{number}}", text: "{{number}}" };
}

function Canvas({ model }: { model: AppModel }) {
  const { t } = useTranslation();
  const id = useId();
  const { document, execute } = useDesigner();
  const change = (label: string, values: Record<string, unknown>, merge?: string) =>
    execute({
      label,
      operations: [{ do: "change", element: DOCUMENT, at: [], values }],
      ...(merge ? { merge } : {}),
    });
  const form = model.form(String(document.form ?? ""));
  const told = { form: inputForm(form), around: around(model) };
  const set = (way: Way, property: string, value: unknown) =>
    change(
      t("templates.did_change", { way: t(`via.${way}`) }),
      { [way]: { ...map(document[way]), [property]: value } },
      `${way}.${property}`,
    );
  return (
    <div className="templates">
      <div className="field">
        <label className="field-label" htmlFor={`${id}-form`}>
          {t("templates.form")}
        </label>
        <Select
          id={`${id}-form`}
          style={{ width: 280 }}
          value={typeof document.form === "string" ? document.form : ""}
          options={[
            { value: "", label: t("templates.any_form") },
            ...model.forms.map((each) => ({ value: each.key, label: each.label })),
          ]}
          onChange={(value) => change(t("templates.did_form"), { form: value || null })}
        />
        <p className="field-help">{t("templates.form_help")}</p>
      </div>
      {WAYS.map((way) => {
        const part = map(document[way]);
        const last = part !== null && WAYS.filter((each) => map(document[each])).length === 1;
        return (
          <section key={way} className={part ? "templates-way" : "templates-way is-off"}>
            <header>
              <span className="part-icon">
                <Icon name={ICONS[way]} />
              </span>
              <h3>{t(`via.${way}`)}</h3>
              {way === "sms" && part ? (
                <span className={TONES[String(part.status ?? "draft")] ?? "tag"}>
                  {t(`templates.status.${String(part.status ?? "draft")}`)}
                </span>
              ) : null}
              <Switch
                size="small"
                className="push"
                checked={part !== null}
                disabled={last}
                title={last ? t("templates.last_way") : undefined}
                aria-label={t("templates.use", { way: t(`via.${way}`) })}
                onChange={(on) =>
                  change(
                    t(on ? "templates.did_on" : "templates.did_off", { way: t(`via.${way}`) }),
                    { [way]: on ? firstPart(way) : null },
                  )
                }
              />
            </header>
            {part && way !== "sms" ? (
              <div className="templates-fields">
                {way === "mail" ? (
                  <Line label={t("templates.subject")}>
                    <TemplateInput
                      label={t("templates.subject")}
                      value={part.subject as LocalText}
                      onChange={(value) => set(way, "subject", value ?? "")}
                      {...told}
                    />
                  </Line>
                ) : (
                  <Line label={t("templates.title")}>
                    <TemplateInput
                      label={t("templates.title")}
                      value={part.title as LocalText}
                      onChange={(value) => set(way, "title", value ?? "")}
                      {...told}
                    />
                  </Line>
                )}
                <Line label={t("templates.text")}>
                  <TemplateInput
                    label={t("templates.text")}
                    lines
                    value={part.text as LocalText}
                    onChange={(value) => set(way, "text", value ?? "")}
                    {...told}
                  />
                </Line>
                <p className="field-help">{t("templates.dropped")}</p>
              </div>
            ) : null}
            {part && way === "sms" ? (
              <div className="templates-fields">
                <div className="templates-pair">
                  <TextLine
                    label={t("templates.code")}
                    value={String(part.code ?? "")}
                    onChange={(value) => set("sms", "code", value.trim())}
                  />
                  <TextLine
                    label={t("templates.sign")}
                    value={String(part.sign ?? "")}
                    onChange={(value) => set("sms", "sign", value)}
                  />
                </div>
                <Line label={t("templates.submitted")}>
                  <textarea
                    className="field-box"
                    aria-label={t("templates.submitted")}
                    value={String(part.text ?? "")}
                    maxLength={1000}
                    placeholder={t("templates.submitted_example")}
                    onChange={(event) => set("sms", "text", event.target.value)}
                  />
                </Line>
                <SmsVariables
                  wanted={placesOf(String(part.text ?? ""))}
                  value={map(part.variables) ?? {}}
                  form={told.form}
                  onChange={(variables) => set("sms", "variables", variables)}
                />
                <Line label={t("templates.status_name")}>
                  <Select
                    style={{ width: 200 }}
                    value={String(part.status ?? "draft")}
                    aria-label={t("templates.status_name")}
                    options={STATUS.map((each) => ({
                      value: each,
                      label: t(`templates.status.${each}`),
                    }))}
                    onChange={(value) => set("sms", "status", value)}
                  />
                </Line>
                <p className="field-help">{t("templates.approved_only")}</p>
              </div>
            ) : null}
          </section>
        );
      })}
    </div>
  );
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="field">
      <span className="field-label">{label}</span>
      {children}
    </div>
  );
}

function TextLine({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className="field-box"
        value={value}
        maxLength={128}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

function Preview({ model }: { model: AppModel }) {
  const { t } = useTranslation();
  const { document, name } = useDesigner();
  const { data, error } = useQuery({
    queryKey: ["template-preview", model.app, name, document],
    queryFn: ({ signal }) =>
      call(
        api.POST("/templates/{name}/preview", {
          params: { path: { name: `${model.app}.${name}` } },
          body: { document: document as Record<string, unknown> },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });
  const problem = error instanceof ApiError ? (error.fields[0]?.message ?? error.message) : null;
  return (
    <div className="members templates-preview">
      <h3>{t("templates.preview")}</h3>
      {problem ? <p className="studio-late">{problem}</p> : null}
      {data?.mail ? (
        <article className="templates-letter">
          <h4>{data.mail.subject}</h4>
          <p>{data.mail.text}</p>
        </article>
      ) : null}
      {data?.sms ? (
        <article className="templates-phone">
          <p>
            {data.sms.sign ? `【${data.sms.sign}】` : ""}
            {data.sms.text || t("templates.sms_no_text")}
          </p>
          {data.sms.cut.length > 0 ? (
            <small className="studio-late">
              {t("templates.cut", { names: data.sms.cut.join(t("list.and")) })}
            </small>
          ) : null}
        </article>
      ) : null}
      {(["wecom", "inapp"] as const).map((way) =>
        data?.[way] ? (
          <article key={way} className="templates-card">
            <small className="quiet">{t(`via.${way}`)}</small>
            <h4>{data[way].subject}</h4>
            <p>{data[way].text}</p>
          </article>
        ) : null,
      )}
      <p className="small quiet">{t("templates.sample")}</p>
    </div>
  );
}
