import { Switch } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import { useCatalogue } from "../../designer/catalogue";
import { useSession } from "../../designer/session";
import { useTextIn } from "../../designer/texts";
import { fieldsIn } from "./outline";
import { useFormActs } from "./use-form";

/** Several fields at once: what all of them have. */
export function ManySettings({ keys }: { keys: readonly string[] }) {
  const { t } = useTranslation();
  const text = useTextIn();
  const acts = useFormActs();
  const catalogue = useCatalogue();
  const document = useSession((state) => state.document);
  const fields = fieldsIn(document);
  const shared = catalogue.fields[0]?.settings?.properties ?? {};
  const switches = ["required", "internal"].flatMap((name) => {
    const setting = shared[name];
    return setting ? [{ name, title: setting.title }] : [];
  });
  return (
    <>
      <div className="fd-head">
        <span className="fd-head-icon">
          <Icon name="copy" />
        </span>
        <span className="fd-head-words">
          <b>{t("form_design.selected", { count: keys.length })}</b>
          <span className="d-cut">
            {keys.map((key) => text(fields[key]?.label) || key).join(t("list.and"))}
          </span>
        </span>
      </div>
      <div className="s-group">
        {switches.map(({ name, title }) => {
          const all = keys.every((key) => fields[key]?.[name] === true);
          return (
            <div key={name} className="s-setting is-inline">
              <span className="s-title">{title}</span>
              <Switch
                size="small"
                aria-label={title}
                checked={all}
                onChange={(on) => acts.setAll(keys, name, on ? true : null, title)}
              />
            </div>
          );
        })}
      </div>
      <div className="fd-pad fd-row">
        <button type="button" className="btn btn-small" onClick={() => acts.duplicateSelected()}>
          <Icon name="copy" size="s" />
          {t("form_design.duplicate_button")}
        </button>
        <button type="button" className="btn btn-small" onClick={() => acts.copySelected()}>
          {t("form_design.copy_button")}
        </button>
        <button
          type="button"
          className="btn btn-small fd-danger"
          onClick={() => acts.removeSelected()}
        >
          <Icon name="trash" size="s" />
          {t("form_design.delete_button")}
        </button>
      </div>
    </>
  );
}
