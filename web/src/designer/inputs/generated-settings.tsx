import { useId } from "react";
import type { FilterTree } from "../../language/filter";
import type { Setting, SettingsSchema } from "../catalogue";
import { WIDGETS } from "../settings/widgets";
import { type ActionFaceProps, changed } from "./action-face";
import { ConditionBuilder } from "./condition-builder";
import { type Duration, DurationInput } from "./duration-input";
import type { ActionKind, Around, LocalText, Named } from "./model";
import { type People, PeopleInput } from "./people-input";
import { Slot } from "./slot";
import { TemplateInput } from "./template-input";

/** What every line has; the card itself shows it. */
const OF_EVERY_LINE = new Set(["action", "delay", "if_still", "on_error"]);
const REFERRED: Readonly<Record<string, keyof Around>> = {
  role: "roles",
  team: "teams",
  calendar: "calendars",
  survey: "surveys",
  template: "templates",
  flow: "flows",
};

type LineProps = ActionFaceProps & { name: string; setting: Setting };

/** Settings of an action without a face of its own, by its schema. */
export function GeneratedSettings(props: ActionFaceProps & { kind: ActionKind }) {
  const schema = props.kind.settings as SettingsSchema | null | undefined;
  const settings = Object.entries(schema?.properties ?? {}).filter(
    ([name]) => !OF_EVERY_LINE.has(name),
  );
  return (
    <div className="di-field">
      {settings.map(([name, setting]) => (
        <Line key={name} {...props} name={name} setting={setting} />
      ))}
    </div>
  );
}

function Line(props: LineProps) {
  const { name, setting, problems } = props;
  const id = useId();
  const own = problems.filter((each) => each.at[0] === name);
  const input = drawn(props, id);
  if (input === null) return null;
  return (
    <div className="di-field">
      <label className="di-label" htmlFor={id}>
        {setting.title}
      </label>
      {input}
      {setting.help ? <p className="di-help">{setting.help}</p> : null}
      {own.map((each) => (
        <p className="di-problem" key={each.message}>
          {each.message}
        </p>
      ))}
    </div>
  );
}

function drawn({ line, onChange, form, around, name, setting }: LineProps, id: string) {
  const value = line[name];
  const put = (next: unknown) => onChange(changed(line, { [name]: next ?? undefined }));
  const shared = { form, around, label: setting.title };
  switch (setting.widget) {
    case "condition":
      return (
        <ConditionBuilder {...shared} value={value as FilterTree | undefined} onChange={put} />
      );
    case "people":
      return <PeopleInput {...shared} value={value as People | undefined} onChange={put} />;
    case "duration":
      return (
        <DurationInput
          label={setting.title}
          value={value as Duration | undefined}
          calendars={around.calendars ?? []}
          onChange={put}
        />
      );
    case "template":
      return <TemplateInput {...shared} value={value as LocalText | undefined} onChange={put} />;
    case "reference": {
      const fields = form.fields.map((each): Named => ({ key: each.key, name: each.label }));
      const referred = REFERRED[setting.to ?? ""];
      const list = referred === undefined ? fields : ((around[referred] ?? []) as readonly Named[]);
      return (
        <Slot
          label={setting.title}
          choices={list.map((each) => ({ key: each.key, label: each.name }))}
          chosen={typeof value === "string" ? [value] : []}
          placeholder={setting.title}
          onChoose={([key]) => put(key)}
        />
      );
    }
    default: {
      const draw = WIDGETS[setting.widget];
      if (!draw) return null;
      return draw({
        app: "",
        name,
        id,
        setting,
        value,
        onChange: put,
        required: false,
        settings: line,
      });
    }
  }
}
