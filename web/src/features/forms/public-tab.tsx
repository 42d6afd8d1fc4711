import { Input, Switch } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { ROOT } from "../../api/client";
import { Icon } from "../../app/icon";
import { useWorkspace } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { entryOf, useCatalogue } from "../../designer/catalogue";
import { type LocalText, TemplateInput } from "../../designer/inputs";
import { useProblemsAt, useSession } from "../../designer/session";
import { ChoiceSelect, SettingLine } from "../../designer/settings";
import { copyText } from "../../ui/copy-text";
import { customersMay } from "./definition";
import { useOwnForm } from "./field-settings";
import { useFormActs } from "./use-form";

interface PublicForm {
  slug: string;
  thanks?: LocalText;
}

/** Nothing of what was filled in is shown to whoever has just sent it, only the number it got. */
const NO_FIELDS = { key: "", name: "", fields: [] };

const slugOf = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, 40);

/** 对外链接与二维码: who has the link fills the form in without an account. */
export function PublicTab() {
  const { t } = useTranslation();
  const id = useId();
  const acts = useFormActs();
  const form = useOwnForm();
  const settings = form.document.public as PublicForm | undefined;
  const problems = useProblemsAt(["public", "slug"]);
  const change = (next: PublicForm | null, merge?: string) =>
    acts.changeForm({ public: next }, t("form_design.public"), merge);
  return (
    <div className="fd-page">
      <section className="fd-page-card">
        <div className="fd-page-head">
          <h2>{t("form_design.public")}</h2>
          <Switch
            checked={settings !== undefined}
            aria-label={t("form_design.public")}
            onChange={(on) => change(on ? { slug: slugOf(form.key.replace(/_/g, "-")) } : null)}
          />
        </div>
        <p className="fd-soft">{t("form_design.public_text")}</p>
        {settings ? (
          <>
            <Address settings={settings} problems={problems} id={id} onChange={change} />
            <SettingLine id={`${id}-thanks`} title={t("form_design.thanks")}>
              <TemplateInput
                lines
                label={t("form_design.thanks")}
                placeholder={t("form_design.thanks_sample")}
                form={NO_FIELDS}
                around={{ variables: [{ key: "number", name: t("inputs.variable.number") }] }}
                value={settings.thanks}
                onChange={(thanks) => {
                  const { thanks: _old, ...rest } = settings;
                  change(thanks ? { ...rest, thanks } : rest, "public.thanks");
                }}
              />
            </SettingLine>
          </>
        ) : null}
      </section>
      <Visible />
    </div>
  );
}

function Address({
  settings,
  problems,
  id,
  onChange,
}: {
  settings: PublicForm;
  problems: readonly { message: string; code: string }[];
  id: string;
  onChange: (next: PublicForm, merge?: string) => void;
}) {
  const { t } = useTranslation();
  const { done, failed } = useSaying();
  const app = useSession((state) => state.app);
  const name = useSession((state) => state.name);
  const live = useSession((state) => state.live?.public as PublicForm | undefined);
  const workspace = useWorkspace();
  const open = workspace.apps
    .flatMap((each) => each.forms)
    .find((each) => each.key === `${app}.${name}`);
  const base = open?.public?.url.replace(/\/f\/[^/]*$/, "") ?? window.location.origin;
  const url = `${base}/f/${settings.slug}`;
  const isLive = live?.slug === settings.slug;
  const code = `${ROOT}/public/forms/${encodeURIComponent(settings.slug)}/qr`;
  return (
    <div className="fd-share">
      <div className="fd-code">
        {isLive ? (
          <img src={`${code}.svg`} alt={t("form_design.code")} />
        ) : (
          <span>
            <Icon name="qr" />
            {t("form_design.code_later")}
          </span>
        )}
      </div>
      <div className="fd-share-side">
        <SettingLine
          at={["public", "slug"]}
          id={`${id}-slug`}
          title={t("form_design.slug")}
          help={isLive ? null : t("form_design.slug_later")}
          problems={problems}
        >
          <Input
            id={`${id}-slug`}
            prefix={<span className="fd-soft">{`${base.replace(/^https?:\/\//, "")}/f/`}</span>}
            value={settings.slug}
            maxLength={40}
            onChange={(event) =>
              onChange({ ...settings, slug: slugOf(event.target.value) }, "public.slug")
            }
          />
        </SettingLine>
        <div className="fd-row">
          <button
            type="button"
            className="btn btn-small"
            onClick={async () => {
              if (await copyText(url)) done(t("share.copied"));
              else failed(null);
            }}
          >
            <Icon name="copy" size="s" />
            {t("share.copy")}
          </button>
          {isLive ? (
            <>
              <a className="btn btn-small" href={`${code}.png`} download={`${name}.png`}>
                <Icon name="download" size="s" />
                {t("share.download")}
              </a>
              <a className="btn btn-small" href={url} target="_blank" rel="noreferrer">
                <Icon name="link" size="s" />
                {t("form_design.open")}
              </a>
            </>
          ) : null}
        </div>
      </div>
    </div>
  );
}

/** Which fields customers see, changed here at a glance. */
function Visible() {
  const { t } = useTranslation();
  const acts = useFormActs();
  const form = useOwnForm();
  const catalogue = useCatalogue();
  const [all, setAll] = useState(false);
  const choices = catalogue.fields[0]?.settings?.properties.public?.choices ?? [];
  const fields = form.fields.map((field) => ({
    ...field,
    may: customersMay(field.settings, entryOf(catalogue.fields, field.type)),
    // What refers to records or people of the company is not chosen by customers.
    fillable: entryOf(catalogue.fields, field.type)?.customers !== false,
  }));
  const shown = all ? fields : fields.filter((each) => each.may !== "hidden");
  return (
    <section className="fd-page-card">
      <h2>{t("form_design.visible")}</h2>
      <p className="fd-soft">{t("form_design.visible_text")}</p>
      <ul className="fd-visible">
        {shown.map((field) => (
          <li key={field.key}>
            <span className="d-cut">
              {field.label}
              {form.document.public && field.settings.required === true && field.may !== "write" ? (
                <span className="fd-soft"> {t("form_design.required_unseen")}</span>
              ) : null}
            </span>
            {field.settings.internal === true ? (
              <span className="fd-mark">
                <Icon name="lock" size="s" />
                {t("form_design.internal")}
              </span>
            ) : (
              <ChoiceSelect
                label={t("form_design.visible_of", { name: field.label })}
                value={field.may}
                choices={choices
                  .filter((each) => field.fillable || each.value !== "write")
                  .map((each) => ({ value: String(each.value), label: each.label }))}
                onChange={(value) =>
                  acts.set(field.key, "public", value, { label: t("form_design.visible") })
                }
              />
            )}
          </li>
        ))}
      </ul>
      {fields.some((each) => each.may === "hidden") ? (
        <button type="button" className="s-add" onClick={() => setAll(!all)}>
          {t(all ? "form_design.visible_less" : "form_design.visible_all", {
            count: fields.filter((each) => each.may === "hidden").length,
          })}
        </button>
      ) : null}
    </section>
  );
}
