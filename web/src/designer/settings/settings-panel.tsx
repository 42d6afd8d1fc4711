import { ConfigProvider } from "antd";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import type { FieldDefinition } from "../../fields";
import type { ModelForm } from "../app-model";
import type { Setting, SettingsSchema } from "../catalogue";
import type { Document, Path } from "../document";
import { type DocumentProblem, useProblemsAt, useSession, useSessionStore } from "../session";
import type { WidgetProps } from "./widget";
import { WIDGETS } from "./widgets";
import "./settings.css";

export type Section = "basic" | "check" | "advanced";
const SECTIONS: readonly Section[] = ["basic", "check", "advanced"];

export interface SettingsPanelProps {
  app: string;
  schema: SettingsSchema;
  /** The settings as they stand in the document. */
  value: Document;
  /** One setting changes; null removes it. `merge`: what is typed goes on. */
  onChange: (name: string, value: unknown, options: { label: string; merge?: string }) => void;
  /** Where the settings stand, for problems and for jumping; absent outside of a designer's document. */
  path: Path;
  /** Draws settings by hand, by their name; null leaves one out. */
  custom?: Readonly<Record<string, ((props: WidgetProps) => ReactNode) | null>>;
  /** More for a section, after its settings. */
  more?: Partial<Record<Section, ReactNode>>;
  /** Between the sections 基础 and 校验. */
  between?: ReactNode;
  form?: ModelForm;
  field?: FieldDefinition;
  isUsed?: (key: string) => boolean;
  /** Settings that were published and stay as they are. */
  locked?: ReadonlySet<string> | undefined;
}

/** A panel made from a kind's settings: sections 基础, 校验, 高级, each setting with its widget. */
export function SettingsPanel(props: SettingsPanelProps) {
  const { schema, custom = {}, more = {}, between, path } = props;
  const { t } = useTranslation();
  const problems = useProblemsAt(path);
  const shown = Object.entries(schema.properties).filter(([name, setting]) =>
    name in custom ? custom[name] !== null : setting.widget in WIDGETS,
  );
  return (
    <div className="s-panel">
      {SECTIONS.map((section) => {
        const own = shown.filter(([, setting]) => setting.section === section);
        if (own.length === 0 && !more[section]) return null;
        return [
          <SettingsSection
            key={section}
            section={section}
            title={t(`settings_panel.${section}`)}
            names={own.map(([name]) => name)}
            path={path}
            hint={
              section === "advanced" ? own.map(([, each]) => each.title).join(t("list.and")) : ""
            }
          >
            {own.map(([name, setting]) => (
              <SettingRow
                key={name}
                {...props}
                name={name}
                setting={setting}
                problems={problems.filter((each) => each.at[path.length] === name)}
              />
            ))}
            {more[section]}
          </SettingsSection>,
          section === "basic" ? between : null,
        ];
      })}
    </div>
  );
}

const closed = new Set<string>(["advanced"]);

/** A section that can be folded; it opens when a problem inside is to be seen. */
export function SettingsSection({
  section,
  title,
  hint = "",
  names,
  path,
  children,
}: {
  section: string;
  title: string;
  hint?: string;
  names: readonly string[];
  path: Path;
  children: ReactNode;
}) {
  const [open, setOpen] = useState(!closed.has(section));
  // What is folded is not made before somebody looks: half of a panel's work.
  const [seen, setSeen] = useState(open);
  if (open && !seen) setSeen(true);
  const focus = useSession((state) => state.focus);
  const id = useId();
  const wanted = focus?.path[path.length];
  const inside = typeof wanted === "string" && names.includes(wanted);
  useEffect(() => {
    if (inside && focus) setOpen(true);
  }, [inside, focus]);
  return (
    <section className={open ? "s-group" : "s-group is-closed"}>
      <h3>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => {
            if (open) closed.add(section);
            else closed.delete(section);
            setOpen(!open);
          }}
        >
          <Icon name={open ? "down" : "right"} />
          {title}
          {open || !hint ? null : <em className="d-cut">{hint}</em>}
        </button>
      </h3>
      <div id={id} hidden={!open}>
        {seen ? children : null}
      </div>
    </section>
  );
}

function SettingRow({
  app,
  name,
  setting,
  schema,
  value,
  onChange,
  custom = {},
  form,
  field,
  isUsed,
  locked,
  path,
  problems,
}: SettingsPanelProps & { name: string; setting: Setting; problems: DocumentProblem[] }) {
  const { t } = useTranslation();
  const id = useId();
  const draw = custom[name] ?? WIDGETS[setting.widget];
  if (!draw) return null;
  const isLocked = locked?.has(name) ?? false;
  const drawn = draw({
    app,
    name,
    id,
    setting,
    value: value[name],
    onChange: (next, options = {}) =>
      onChange(name, next ?? null, {
        label: options.label ?? t("settings_panel.changed", { name: setting.title }),
        ...(options.merge ? { merge: `${path.join(".")}.${name}` } : {}),
      }),
    form,
    field,
    required: schema.required.includes(name),
    settings: value,
    isUsed,
  });
  if (drawn === null) return null;
  return (
    <SettingLine
      id={id}
      title={setting.title}
      help={isLocked ? t("settings_panel.locked") : setting.help}
      inline={setting.widget === "switch" && !custom[name]}
      problems={problems}
      at={[...path, name]}
    >
      {isLocked ? <ConfigProvider componentDisabled>{drawn}</ConfigProvider> : drawn}
    </SettingLine>
  );
}

/** Leads to no setting. */
const NOWHERE: Path = ["\u0000"];

/** Brings the cursor to the setting that a problem names. */
function useFocusRow(at: Path) {
  const row = useRef<HTMLDivElement>(null);
  const focus = useSession((state) => state.focus);
  const store = useSessionStore();
  const meant = focus !== null && at.every((step, place) => focus.path[place] === step);
  useEffect(() => {
    if (!meant || !focus) return;
    const timer = setTimeout(() => {
      row.current?.scrollIntoView({ block: "nearest" });
      const inner = focus.path.at(-1);
      const own = row.current?.querySelector<HTMLElement>(`[data-setting="${inner}"]`);
      (own ?? row.current)
        ?.querySelector<HTMLElement>("input, textarea, select, button:not(.s-languages)")
        ?.focus();
      store.setState({ focus: null });
    }, 60);
    return () => clearTimeout(timer);
  }, [meant, focus, store]);
  return row;
}

/** A named setting: its words, its input, what is wrong with it. */
export function SettingLine({
  id,
  title,
  help,
  inline = false,
  problems = [],
  at,
  children,
}: {
  id: string;
  title: string;
  help?: string | null;
  inline?: boolean;
  problems?: readonly { message: string; code: string }[];
  /** Where the setting stands in the document: a problem there brings the cursor here. */
  at?: Path;
  children: ReactNode;
}) {
  const row = useFocusRow(at ?? NOWHERE);
  const classes = ["s-setting", inline && "is-inline", problems.length > 0 && "is-wrong"];
  return (
    <div className={classes.filter(Boolean).join(" ")} ref={row}>
      <label className="s-title" htmlFor={id}>
        {title}
      </label>
      <div className="s-widget">{children}</div>
      {help ? <p className="s-help">{help}</p> : null}
      {problems.map((each, place) => (
        <p key={`${place} ${each.code}`} className="s-wrong" role="alert">
          {each.message}
        </p>
      ))}
    </div>
  );
}
