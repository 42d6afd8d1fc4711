import { Input, InputNumber, Switch } from "antd";
import dayjs from "dayjs";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { serverNow } from "../../api/server-time";
import { Icon } from "../../app/icon";
import { useWorkspace } from "../../app/queries";
import { useAppModel } from "../../designer/app-model";
import { useProblemsAt, useSession } from "../../designer/session";
import {
  ChoiceSelect,
  FieldSelect,
  LocalTextInput,
  SettingLine,
  SettingsSection,
} from "../../designer/settings";
import type { LocalText } from "../../designer/texts";
import { dayOf } from "../../language/period";
import { useOwnForm } from "./field-settings";
import { ServiceSettings } from "./service-settings";
import { useFormActs } from "./use-form";

const ROOT = [] as const;

/** What belongs to the whole form: shown when nothing is selected. */
export function FormSettings({ app }: { app: string }) {
  const { t } = useTranslation();
  const form = useOwnForm();
  return (
    <>
      <div className="fd-head">
        <span className="fd-head-icon">
          <Icon name="form" />
        </span>
        <span className="fd-head-words">
          <b className="d-cut">{form.label}</b>
          <span>{t("form_design.whole")}</span>
        </span>
      </div>
      <Basics />
      <Numbers />
      {form.statusField ? <ServiceSettings app={app} /> : null}
      {form.statusField ? <Replies app={app} /> : null}
      <Key />
    </>
  );
}

function Basics() {
  const { t } = useTranslation();
  const id = useId();
  const form = useOwnForm();
  const acts = useFormActs();
  const problems = useProblemsAt(["name"]);
  const wrongTitle = useProblemsAt(["title"]);
  const fieldless = useProblemsAt(["fields"]).filter((each) => each.at.length === 1);
  return (
    <SettingsSection
      section="form_basic"
      title={t("settings_panel.basic")}
      names={["name", "title", "fields"]}
      path={ROOT}
    >
      <SettingLine
        at={["name"]}
        id={`${id}-name`}
        title={t("form_design.name")}
        problems={problems}
      >
        <LocalTextInput
          id={`${id}-name`}
          value={form.document.name as LocalText | undefined}
          onChange={(name) =>
            acts.changeForm({ name: name ?? null }, t("form_design.rename_form"), "form.name")
          }
        />
      </SettingLine>
      <SettingLine
        at={["title"]}
        id={`${id}-title`}
        title={t("form_design.title_field")}
        help={t("form_design.title_help")}
        problems={wrongTitle}
      >
        <FieldSelect
          id={`${id}-title`}
          form={form}
          clearable
          placeholder={t("form_design.title_auto")}
          value={form.document.title as string | undefined}
          onChange={(title) =>
            acts.changeForm({ title: title ?? null }, t("form_design.title_field"))
          }
        />
      </SettingLine>
      {fieldless.map((each, place) => (
        <p key={`${place} ${each.code}`} className="s-wrong">
          {each.message}
        </p>
      ))}
    </SettingsSection>
  );
}

interface NumberFormat {
  prefix?: string;
  date?: string;
  digits?: number;
  reset?: string;
}
const DATES = ["", "yyyy", "yyyyMM", "yyyyMMdd"] as const;
const RESETS = ["never", "day", "month", "year"] as const;
const FITTING: Readonly<Record<string, string>> = {
  day: "yyyyMMdd",
  month: "yyyyMM",
  year: "yyyy",
};

/** How a number looks on this day. */
function sampleNumber(format: NumberFormat, day: dayjs.Dayjs): string {
  const date = format.date ? day.format(format.date.toUpperCase()) : "";
  return `${format.prefix ?? ""}${date}${"1".padStart(format.digits ?? 6, "0")}`;
}

/** Counting anew needs the date in the number, or numbers would repeat. */
function fitted(format: NumberFormat): NumberFormat {
  const least = FITTING[format.reset ?? ""] ?? "";
  return (format.date ?? "").length < least.length ? { ...format, date: least } : format;
}

function Numbers() {
  const { t } = useTranslation();
  const id = useId();
  const acts = useFormActs();
  const format = useSession((state) => state.document.number as NumberFormat | undefined);
  const problems = useProblemsAt(["number"]);
  const today = dayjs(dayOf(serverNow(), useWorkspace().zone));
  const set = (next: NumberFormat | null, merge?: string) =>
    acts.changeForm({ number: next && fitted(next) }, t("form_design.number"), merge);
  return (
    <SettingsSection
      section="form_number"
      title={t("form_design.number")}
      names={["number"]}
      path={ROOT}
    >
      <div className="s-setting is-inline">
        <label className="s-title" htmlFor={`${id}-on`}>
          {t("form_design.number_on")}
        </label>
        <Switch
          id={`${id}-on`}
          size="small"
          checked={format !== undefined}
          onChange={(on) =>
            set(on ? { prefix: "NO", date: "yyyyMMdd", digits: 4, reset: "day" } : null)
          }
        />
      </div>
      {format ? (
        <>
          <p className="fd-sample">
            {t("form_design.number_sample")}
            <b>{sampleNumber(format, today)}</b>
          </p>
          <div className="fd-two">
            <SettingLine id={`${id}-prefix`} title={t("form_design.number_prefix")}>
              <Input
                id={`${id}-prefix`}
                value={format.prefix ?? ""}
                maxLength={10}
                onChange={(event) =>
                  set(
                    { ...format, prefix: event.target.value.replace(/[^A-Za-z0-9-]/g, "") },
                    "number.prefix",
                  )
                }
              />
            </SettingLine>
            <SettingLine id={`${id}-digits`} title={t("form_design.number_digits")}>
              <InputNumber
                id={`${id}-digits`}
                className="s-number"
                min={1}
                max={12}
                precision={0}
                value={format.digits ?? 6}
                onChange={(digits) => digits && set({ ...format, digits }, "number.digits")}
              />
            </SettingLine>
            <SettingLine id={`${id}-date`} title={t("form_design.number_date")}>
              <ChoiceSelect
                id={`${id}-date`}
                value={format.date ?? ""}
                choices={DATES.map((each) => ({
                  value: each,
                  label: each ? today.format(each.toUpperCase()) : t("form_design.number_no_date"),
                }))}
                onChange={(date) => set({ ...format, date: date ?? "" })}
              />
            </SettingLine>
            <SettingLine
              at={["number", "reset"]}
              id={`${id}-reset`}
              title={t("form_design.number_reset")}
            >
              <ChoiceSelect
                id={`${id}-reset`}
                value={format.reset ?? "never"}
                choices={RESETS.map((each) => ({
                  value: each,
                  label: t(`form_design.reset_${each}`),
                }))}
                onChange={(reset) => reset && set({ ...format, reset })}
              />
            </SettingLine>
          </div>
        </>
      ) : (
        <p className="s-help">{t("form_design.number_off")}</p>
      )}
      {problems.map((each) => (
        <p key={each.path} className="s-wrong" role="alert">
          {each.message}
        </p>
      ))}
    </SettingsSection>
  );
}

interface ReplySettings {
  mail?: false;
  template?: string;
}

/** What becomes of a reply to the customer: by mail as well, in which words. */
function Replies({ app }: { app: string }) {
  const { t } = useTranslation();
  const id = useId();
  const acts = useFormActs();
  const form = useOwnForm();
  const { templates } = useAppModel(app);
  const replies = useSession((state) => state.document.replies as ReplySettings | undefined);
  const problems = useProblemsAt(["replies"]);
  const on = replies?.mail !== false;
  const reached = form.fields.some(
    ({ type, settings }) =>
      type === "email" &&
      settings.internal !== true &&
      settings.sensitive !== true &&
      (settings.public ?? "write") === "write",
  );
  const set = (next: ReplySettings) =>
    acts.changeForm(
      { replies: Object.keys(next).length > 0 ? next : null },
      t("form_design.replies"),
    );
  return (
    <SettingsSection
      section="form_replies"
      title={t("form_design.replies")}
      names={["replies"]}
      path={ROOT}
    >
      <div className="s-setting is-inline">
        <label className="s-title" htmlFor={`${id}-on`}>
          {t("form_design.replies_mail")}
        </label>
        <Switch
          id={`${id}-on`}
          size="small"
          checked={on}
          onChange={(next) => set(next ? {} : { mail: false })}
        />
      </div>
      {on ? (
        <SettingLine
          at={["replies", "template"]}
          id={`${id}-template`}
          title={t("form_design.replies_template")}
          problems={problems}
        >
          <ChoiceSelect
            id={`${id}-template`}
            clearable
            placeholder={t("form_design.replies_usual")}
            value={replies?.template}
            choices={templates.map((each) => ({ value: each.key, label: each.label }))}
            onChange={(template) => set(template ? { template } : {})}
          />
        </SettingLine>
      ) : null}
      <p className="s-help">
        {t(reached ? "form_design.replies_help" : "form_design.replies_unreached", {
          reply: "{{reply}}",
        })}
      </p>
    </SettingsSection>
  );
}

/** The key of the form: told at its creation, kept for ever. */
function Key() {
  const { t } = useTranslation();
  const name = useSession((state) => state.name);
  return (
    <SettingsSection
      section="advanced"
      title={t("settings_panel.advanced")}
      hint={t("form_design.key")}
      names={[]}
      path={ROOT}
    >
      <SettingLine id="form-key" title={t("form_design.key")} help={t("form_design.form_key_help")}>
        <Input id="form-key" size="small" className="s-mono" value={name} readOnly />
      </SettingLine>
    </SettingsSection>
  );
}
