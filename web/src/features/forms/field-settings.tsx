import { Dropdown } from "antd";
import { useId, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Icon as AppIcon } from "../../app/icon";
import { usePreferences } from "../../app/preferences";
import { fieldsOf, type ModelForm } from "../../designer/app-model";
import { entryOf, type FieldEntry, useCatalogue } from "../../designer/catalogue";
import type { Document } from "../../designer/document";
import { useSession } from "../../designer/session";
import {
  ChoiceSelect,
  KeyInput,
  LocalTextInput,
  SettingLine,
  SettingsPanel,
  type SettingsPanelProps,
  type WidgetProps,
} from "../../designer/settings";
import { type LocalText, textIn } from "../../designer/texts";
import { kindOf } from "../../fields";
import { Icon } from "../../ui/icon";
import { RESERVED } from "./acts";
import { definitionOf, usualWidth } from "./definition";
import { type Effect, effectField } from "./effects";
import { FillCard } from "./fill-card";
import { fieldPath, fieldsIn, outlineOf } from "./outline";
import { useFormActs } from "./use-form";

/** The open form as others see it. */
export function useOwnForm(): ModelForm {
  const document = useSession((state) => state.document);
  const name = useSession((state) => state.name);
  const language = usePreferences((state) => state.language);
  return useMemo(() => {
    const fields = fieldsOf(document, language);
    return {
      kind: "form",
      key: name,
      label: textIn(document.name, language) || name,
      state: "changed",
      liveVersion: null,
      problems: 0,
      document,
      fields,
      field: (key: string) => fields.find((each) => each.key === key),
      statusField: fields.find((each) => each.type === "status")?.key,
    };
  }, [document, name, language]);
}

export function FieldSettings({
  app,
  name,
  effects,
}: {
  app: string;
  name: string;
  effects: readonly Effect[];
}) {
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  const catalogue = useCatalogue();
  const form = useOwnForm();
  const acts = useFormActs();
  const settings = fieldsIn(form.document)[name];
  const isUsed = useSession((state) => state.isUsed);
  if (!settings) return null;
  const entry = entryOf(catalogue.fields, settings.type);
  const field = definitionOf(name, settings, entry, language);
  if (!entry?.settings) return <p className="fd-soft fd-pad">{t("form_design.type_unknown")}</p>;
  return (
    <>
      <FieldHead name={name} entry={entry} label={field.label} />
      <TypeNote name={name} settings={settings} entry={entry} effects={effects} />
      <SettingsPanel
        key={entry.key}
        app={app}
        schema={entry.settings}
        value={settings}
        path={fieldPath(name)}
        form={form}
        field={field}
        custom={{
          ...handDrawn(settings, entry),
          width: (props) => <WidthInput {...props} columns={columnsOf(form.document, name)} />,
          label: (props) => (
            <LocalTextInput
              id={props.id}
              value={props.value as LocalText}
              onChange={(text) => props.onChange(text ?? { [language]: "" }, { merge: true })}
              onBlur={() => acts.rekey(name)}
            />
          ),
        }}
        locked={isUsed("field", [name]) ? new Set(entry.fixed) : undefined}
        isUsed={(inner) => isUsed("option", [name, inner.split(".").at(-1) ?? ""])}
        onChange={(setting, value, how) => acts.set(name, setting, value, how)}
        between={
          entry.unique ? <FillCard app={app} name={name} settings={settings} form={form} /> : null
        }
        more={{ advanced: <Advanced name={name} settings={settings} entry={entry} /> }}
      />
    </>
  );
}

/** What makes no sense for this field is not offered. */
function handDrawn(
  settings: Document,
  entry: FieldEntry,
): NonNullable<SettingsPanelProps["custom"]> {
  const kind = kindOf({ type: entry.key, drawn_as: entry.drawn_as });
  const laid = entry.kept === "nothing";
  const none = { required: null, default: null, placeholder: null, internal: null, help: null };
  return {
    fill: null,
    ...(laid ? { ...none, width: null } : {}),
    ...(entry.kept === "number" ? { required: null, default: null, placeholder: null } : {}),
    ...(entry.unique ? {} : { unique: null }),
    ...(entry.sealable ? {} : { sensitive: null }),
    ...(settings.sensitive === true ? { default: null } : {}),
    ...(settings.internal === true ? { public: null } : {}),
    ...(kind.role === "group" ? { placeholder: null } : {}),
    ...(kind.ask === "add" ? { default: null } : {}),
  };
}

/** How many columns the field's section has. */
function columnsOf(document: Document, name: string): number {
  return outlineOf(document).find((section) => section.fields.includes(name))?.columns ?? 1;
}

/** 整行, 半行, 三分之一: what the section gives is chosen already. */
function WidthInput({ setting, value, onChange, columns }: WidgetProps & { columns: number }) {
  const usual = usualWidth(columns);
  const shown = value ?? usual;
  return (
    <fieldset className="d-switcher fd-wide" aria-label={setting.title}>
      {(setting.choices ?? []).map((each) => (
        <button
          key={String(each.value)}
          type="button"
          aria-pressed={shown === each.value}
          className={shown === each.value ? "is-on" : undefined}
          onClick={() => onChange(each.value === usual ? undefined : each.value)}
        >
          {each.label}
        </button>
      ))}
    </fieldset>
  );
}

function FieldHead({ name, entry, label }: { name: string; entry: FieldEntry; label: string }) {
  const { t } = useTranslation();
  const acts = useFormActs();
  return (
    <div className="fd-head">
      <span className="fd-head-icon">
        <Icon name={kindOf({ type: entry.key, drawn_as: entry.drawn_as }).icon} small />
      </span>
      <span className="fd-head-words">
        <b className="d-cut">{label}</b>
        <span>{entry.name}</span>
      </span>
      <Dropdown
        trigger={["click"]}
        placement="bottomRight"
        menu={{
          items: [
            { key: "duplicate", label: t("form_design.duplicate_button"), extra: "Ctrl D" },
            { key: "copy", label: t("form_design.copy_button"), extra: "Ctrl C" },
            { key: "up", label: t("form_design.up"), extra: "Alt ↑" },
            { key: "down", label: t("form_design.down"), extra: "Alt ↓" },
            { type: "divider" },
            { key: "remove", label: t("form_design.delete_button"), extra: "Delete", danger: true },
          ],
          onClick: ({ key }) => {
            if (key === "duplicate") acts.duplicateSelected();
            if (key === "copy") acts.copySelected();
            if (key === "up") acts.nudge(-1);
            if (key === "down") acts.nudge(1);
            if (key === "remove") acts.removeSelected();
          },
        }}
      >
        <button
          type="button"
          className="btn btn-plain btn-icon"
          aria-label={t("form_design.more_of", { name: label || name })}
        >
          <AppIcon name="more" />
        </button>
      </Dropdown>
    </div>
  );
}

/** What a change of type means for what is stored. */
function TypeNote({
  name,
  settings,
  entry,
  effects,
}: {
  name: string;
  settings: Document;
  entry: FieldEntry;
  effects: readonly Effect[];
}) {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const live = useSession((state) => state.live);
  const own = effects.filter((effect) => effectField(effect) === name);
  const before = live ? fieldsIn(live)[name] : undefined;
  const changed = before && before.type !== settings.type;
  if (!changed && own.length === 0) return null;
  const old = entryOf(catalogue.fields, before?.type);
  const safe = old !== undefined && entry.takes_over.includes(old.key);
  return (
    <section className="fd-typenote" aria-label={t("form_design.type_note")}>
      {changed ? (
        <p>
          <b>
            {t("form_design.type_changed", {
              from: old?.name ?? String(before.type),
              to: entry.name,
            })}
          </b>
          {t(safe ? "form_design.type_safe" : "form_design.type_converts")}
        </p>
      ) : null}
      {own.map((effect) => (
        <div key={`${effect.path} ${effect.code}`}>
          <p>{effect.message}</p>
          {effect.sample.length > 0 ? (
            <ul>
              {effect.sample.map((row) => (
                <li key={`${row.number} ${row.value}`}>
                  <span>{row.number}</span>
                  <code>{row.value}</code>
                  {row.why ? <span>{row.why}</span> : null}
                </li>
              ))}
            </ul>
          ) : null}
        </div>
      ))}
    </section>
  );
}

/** Key and type: chosen once, changed with care. */
function Advanced({
  name,
  settings,
  entry,
}: {
  name: string;
  settings: Document;
  entry: FieldEntry;
}) {
  const { t } = useTranslation();
  const id = useId();
  const catalogue = useCatalogue();
  const language = usePreferences((state) => state.language);
  const acts = useFormActs();
  const document = useSession((state) => state.document);
  const isUsed = useSession((state) => state.isUsed);
  const published = isUsed("field", [name]);
  const alike = catalogue.fields.filter((each) => each.kept === entry.kept);
  const types = alike.map((each) => ({
    value: each.key,
    label: each.name,
    ...(published && each.takes_over.includes(entry.key)
      ? { note: t("form_design.nothing_lost") }
      : {}),
  }));
  const options = Object.entries((settings.options ?? {}) as Record<string, unknown>);
  return (
    <>
      <SettingLine id={`${id}-type`} title={t("form_design.type")}>
        <ChoiceSelect
          id={`${id}-type`}
          choices={types}
          value={entry.key}
          onChange={(type) => type && type !== entry.key && acts.retype(name, type)}
        />
      </SettingLine>
      <SettingLine
        id={`${id}-key`}
        title={t("form_design.key")}
        help={t(published ? "form_design.key_fixed" : "form_design.key_help")}
      >
        <KeyInput
          id={`${id}-key`}
          value={name}
          fixed={published}
          taken={(key) =>
            Object.hasOwn(fieldsIn(document), key) || RESERVED.has(key) || isUsed("field", [key])
          }
          onRename={(key) => acts.renameKey(name, key)}
        />
      </SettingLine>
      {options.length > 0 ? (
        <SettingLine id={`${id}-options`} title={t("form_design.option_keys")}>
          <ul className="fd-option-keys">
            {options.map(([key, text]) => (
              <li key={key}>
                <span className="d-cut">{textIn(text, language)}</span>
                <KeyInput
                  value={key}
                  fixed={isUsed("option", [name, key])}
                  taken={(wanted) =>
                    options.some(([known]) => known === wanted) || isUsed("option", [name, wanted])
                  }
                  onRename={(wanted) => acts.renameOption(name, key, wanted)}
                />
              </li>
            ))}
          </ul>
        </SettingLine>
      ) : null}
    </>
  );
}
