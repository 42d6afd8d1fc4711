import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePreferences } from "../../app/preferences";
import { type ModelForm, useAppModel } from "../../designer/app-model";
import type { Operation, Path } from "../../designer/document";
import { DragList, DragRow } from "../../designer/drag/list";
import { suggestKey } from "../../designer/pinyin";
import { useSession, useSessionStore } from "../../designer/session";
import { type LocalText, textIn } from "../../designer/texts";
import { useOwnForm } from "./field-settings";
import { ListPreview } from "./list-preview";
import { ListSettings } from "./list-settings";
import * as views from "./list-views";
import { AddPart, canMove, orderKeys, PartMenu } from "./ordered";
import "./lists-tab.css";

const viewPath = (key: string): Path => ["views", key];

/** 列表视图: the tabs that everybody finds on the list of the form's records. */
export function ListsTab() {
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  const app = useSession((state) => state.app);
  const model = useAppModel(app);
  const store = useSessionStore();
  const form = useOwnForm();
  const tabs = views.tabsOf(form);
  const own = views.viewsIn(form.document).length > 0;
  const picked = useSession((state) => state.selection.find((path) => path[0] === "views")?.[1]);
  const [last, setLast] = useState("");
  const open =
    tabs.find(([key]) => key === picked) ?? tabs.find(([key]) => key === last) ?? tabs[0];
  const nameOf = (name: LocalText | undefined, key: string) => textIn(name, language) || key;

  function run(label: string, operations: Operation[], key: string | null, merge?: string) {
    setLast(key ?? "");
    store.getState().execute({
      label,
      operations,
      select: key === null ? [] : [viewPath(key)],
      ...(merge ? { merge } : {}),
    });
  }
  function choose(key: string) {
    setLast(key);
    store.getState().select(...(own ? [viewPath(key)] : []));
  }
  function add(view: views.ListView) {
    const name = nameOf(view.name, "");
    const key = suggestKey(name, (each) => tabs.some(([known]) => known === each), "view");
    run(t("form_lists.did_add", { name }), views.addView(form, key, view), key);
  }
  function move(from: number, to: number) {
    const tab = tabs[from];
    if (!tab || !canMove(from, to, tabs.length)) return;
    const [key, { name }] = tab;
    const label = t("form_lists.did_move", { name: nameOf(name, key) });
    run(label, views.moveView(form, key, to), key);
  }

  return (
    <div className="fd-page fd-lists">
      <section className="fd-page-card">
        <div className="fd-page-head">
          <h2>{t("form_lists.title")}</h2>
          {own ? (
            <button
              type="button"
              className="btn btn-plain btn-small"
              onClick={() => run(t("form_lists.did_usual"), [views.usual()], null)}
            >
              {t("form_lists.back_to_usual")}
            </button>
          ) : null}
        </div>
        <p className="fd-soft">{t("form_lists.text", { name: form.label })}</p>
        {own ? null : <p className="fd-lists-note">{t("form_lists.usual_now")}</p>}
        <div className="fd-lists-two">
          <nav className="fd-lists-tabs" aria-label={t("form_lists.tabs")}>
            <DragList onMove={move}>
              {tabs.map(([key, view], place) => (
                <DragRow key={key} id={`view.${key}`} index={place} label={nameOf(view.name, key)}>
                  <TabRow
                    name={nameOf(view.name, key)}
                    on={open?.[0] === key}
                    first={place === 0}
                    onChoose={() => choose(key)}
                    onMove={(by) => move(place, by === 0 ? 0 : place + by)}
                    onDuplicate={() => add(view)}
                    onRemove={() =>
                      run(
                        t("form_lists.did_remove", { name: nameOf(view.name, key) }),
                        views.removeView(form, key),
                        null,
                      )
                    }
                  />
                </DragRow>
              ))}
            </DragList>
            <AddPart
              label={t("form_lists.new")}
              full={
                tabs.length >= views.MOST_VIEWS
                  ? t("form_lists.most", { n: views.MOST_VIEWS })
                  : undefined
              }
              onAdd={() => add({ name: { [language]: t("form_lists.new_name") } })}
            />
          </nav>
          {open ? (
            <ListSettings
              key={open[0]}
              model={model}
              form={form}
              name={open[0]}
              view={open[1]}
              onChange={(label, values, merge) =>
                run(label, views.changeView(form, open[0], values), open[0], merge)
              }
            />
          ) : null}
        </div>
      </section>
      {open ? <Shown app={app} form={form} view={open[1]} /> : null}
    </div>
  );
}

function Shown({ app, form, view }: { app: string; form: ModelForm; view: views.ListView }) {
  const { t } = useTranslation();
  return (
    <section className="fd-page-card">
      <h2>{t("form_lists.preview")}</h2>
      <ListPreview app={app} form={form} view={view} />
    </section>
  );
}

function TabRow({
  name,
  on,
  first,
  onChoose,
  onMove,
  onDuplicate,
  onRemove,
}: {
  name: string;
  on: boolean;
  first: boolean;
  onChoose: () => void;
  /** 0: to the front. */
  onMove: (by: -1 | 0 | 1) => void;
  onDuplicate: () => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation();
  return (
    <div className={on ? "fd-lists-tab is-on" : "fd-lists-tab"}>
      <button
        type="button"
        aria-pressed={on}
        className="fd-lists-name"
        onClick={onChoose}
        onKeyDown={orderKeys({ onMove, onRemove })}
      >
        <span className="d-cut">{name}</span>
      </button>
      <PartMenu
        label={t("form_lists.more", { name })}
        lines={[
          { label: t("form_lists.first"), disabled: first, run: () => onMove(0) },
          { label: t("form_lists.duplicate"), run: onDuplicate },
          { label: t("form_lists.remove", { name }), danger: true, run: onRemove },
        ]}
      />
    </div>
  );
}
