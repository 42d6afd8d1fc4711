import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { Icon } from "../../app/icon";
import { formPath } from "../../app/places";
import { usePreferences } from "../../app/preferences";
import { type AppModel, useAppModel } from "../../designer/app-model";
import { DragArea } from "../../designer/drag/drag";
import { DesignerFrame, type Device } from "../../designer/frame";
import { useHeldSheets } from "../../designer/held-sheet";
import { useDesignerKeys, type Way } from "../../designer/keyboard";
import { useNarrow } from "../../designer/narrow";
import { DesignerProvider, useSession, useSessionStore } from "../../designer/session";
import { type LocalText, textIn, useTextIn, withText } from "../../designer/texts";
import { Canvas } from "./canvas";
import { type Dragged, dropAt, useDrop } from "./drop";
import { useEffects } from "./effects";
import { FieldSettings } from "./field-settings";
import { FormSettings } from "./form-settings";
import { ListsTab } from "./lists-tab";
import { ManySettings } from "./many-settings";
import {
  fieldPath,
  fieldsIn,
  inOrder,
  outlineOf,
  sectionPath,
  sectionsIn,
  selectedFields,
  selectedSection,
} from "./outline";
import { ControlIcon, Palette } from "./palette";
import { Preview } from "./preview";
import { PublicTab } from "./public-tab";
import { RightsTab, useTurns } from "./rights-tab";
import { SectionSettings } from "./section-settings";
import { SheetStart } from "./sheet-start";
import { useFormActs } from "./use-form";
import "../../app/field-look.css";
import "./forms.css";
import "./form-settings.css";

/** `/studio/:app/forms/:key`. */
export function FormDesigner() {
  const { app = "", key = "" } = useParams();
  return (
    <DesignerProvider app={app} kind="form" name={key} key={`${app}.${key}`}>
      <Designer app={app} />
    </DesignerProvider>
  );
}

function Designer({ app }: { app: string }) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const language = usePreferences((state) => state.language);
  const acts = useFormActs();
  const name = useSession((state) => state.document.name as LocalText | undefined);
  const key = useSession((state) => state.name);
  const [tab, setTab] = useState("design");
  const [chosen, setDevice] = useState<Device | null>(null);
  const [preview, setPreview] = useState(false);
  const [sheet, setSheet] = useState<{ file: File | null } | null>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const device = chosen ?? (narrow ? "phone" : "desktop");
  const byFlow = useFlowFields(app, key);
  const { all: effects, byField } = useEffects();
  const title = textIn(name, language) || key;
  const onDesign = tab === "design";
  useCanvasKeys(onDesign && !preview);
  useFollowJumps(setTab);
  const turns = useTurns();

  return (
    <DragArea<Dragged>
      ghost={(dragged) => (
        <span className="d-ghost-card">
          <ControlIcon dragged={dragged} />
          {dragged.name}
        </span>
      )}
      onStart={(dragged) => useDrop.setState({ dragged })}
      onMove={(point, dragged) => {
        const drop = canvas.current ? dropAt(canvas.current, point, dragged) : null;
        useDrop.setState({ drop });
      }}
      onEnd={(point, dragged) => {
        const drop = point && canvas.current ? dropAt(canvas.current, point, dragged) : null;
        useDrop.setState({ dragged: null, drop: null });
        if (!drop) return;
        if (dragged.sort === "type") acts.insert(dragged.type, drop.target);
        if (dragged.sort === "new_section") acts.insertSection(dragged.columns, drop.target);
        if (dragged.sort === "section" && drop.sectionTo !== undefined)
          acts.moveSection(dragged.place, drop.sectionTo);
        if (dragged.sort === "fields") acts.moveDragged(dragged.keys, drop.target);
      }}
    >
      <DesignerFrame
        app={app}
        kind="form"
        title={title}
        onTitle={(text) =>
          acts.changeForm({ name: withText(name, language, text) }, t("form_design.rename_form"))
        }
        tabs={[
          { key: "design", label: t("form_design.tab_design") },
          { key: "public", label: t("form_design.tab_public") },
          { key: "lists", label: t("form_design.tab_lists") },
          { key: "rights", label: t("form_design.tab_rights") },
        ]}
        tab={tab}
        onTab={setTab}
        {...(tab === "rights" ? { history: turns.history } : {})}
        onPreview={() => setPreview(true)}
        {...(onDesign
          ? {
              device,
              onDevice: setDevice,
              palette: <Palette />,
              settings: <Settings app={app} effects={effects} />,
            }
          : {})}
        settingsTitle={useSettingsTitle()}
        footer={
          onDesign ? (
            <>
              <HeldRows app={app} />
              <Screens />
              <button
                type="button"
                className="fs-button"
                title={t("form_sheet.button")}
                onClick={() => setSheet({ file: null })}
              >
                <Icon name="rows" size="s" />
                <span>{t("form_sheet.button")}</span>
              </button>
            </>
          ) : null
        }
      >
        {onDesign ? (
          <Canvas
            device={device}
            title={title}
            byFlow={byFlow}
            effects={byField}
            canvasRef={canvas}
            onSheet={(file) => setSheet({ file })}
          />
        ) : null}
        {tab === "public" ? <PublicTab /> : null}
        {tab === "lists" ? <ListsTab /> : null}
        {tab === "rights" ? <RightsTab turns={turns} /> : null}
      </DesignerFrame>
      {sheet ? <SheetStart first={sheet.file} onClose={() => setSheet(null)} /> : null}
      {preview ? <Preview onClose={() => setPreview(false)} /> : null}
    </DragArea>
  );
}

/** Whose settings they are, in words. */
function useSettingsTitle(): string {
  const { t } = useTranslation();
  const text = useTextIn();
  return useSession((state) => {
    const keys = selectedFields(state.document, state.selection);
    const section = selectedSection(state.selection);
    if (section !== null) return text(sectionsIn(state.document)[section]?.section);
    if (keys.length > 1) return t("form_design.selected", { count: keys.length });
    const only = keys[0];
    if (only === undefined) return t("form_design.whole");
    return text(fieldsIn(state.document)[only]?.label) || only;
  });
}

/** The settings of what is selected. */
function Settings({
  app,
  effects,
}: {
  app: string;
  effects: ReturnType<typeof useEffects>["all"];
}) {
  const document = useSession((state) => state.document);
  const selection = useSession((state) => state.selection);
  const section = selectedSection(selection);
  const keys = useMemo(() => selectedFields(document, selection), [document, selection]);
  if (section !== null) return <SectionSettings place={section} key={`section ${section}`} />;
  const [only, ...more] = keys;
  if (only === undefined) return <FormSettings app={app} />;
  if (more.length > 0) return <ManySettings keys={keys} />;
  return <FieldSettings app={app} name={only} effects={effects} />;
}

/** Where a part of the document is edited, if not on the canvas. */
const TAB_OF: Readonly<Record<string, string>> = { public: "public", views: "lists" };

/** A problem of the public link or of a view opens its tab. */
function useFollowJumps(setTab: (tab: string) => void) {
  const focus = useSession((state) => state.focus);
  useEffect(() => {
    if (focus) setTab(TAB_OF[String(focus.path[0])] ?? "design");
  }, [focus, setTab]);
}

/** The status field, where a node of a flow of the form may write it: a builder should know why it cannot be filled. */
function useFlowFields(app: string, form: string): ReadonlySet<string> {
  const model = useAppModel(app);
  return useMemo(() => flowFields(model, form), [model, form]);
}

function flowFields(model: AppModel, form: string): ReadonlySet<string> {
  const written = new Set<string>();
  const own = model.form(form)?.statusField;
  for (const flow of model.flows) {
    if (flow.document.form !== form || !own) continue;
    const text = JSON.stringify(flow.document.nodes ?? {});
    if (text.includes(`"${own}":`)) written.add(own);
  }
  return written;
}

/** Rows of the sheet that the form was made from: they can be brought in once it is live. */
function HeldRows({ app }: { app: string }) {
  const { t } = useTranslation();
  const name = useSession((state) => state.name);
  const live = useSession((state) => state.live !== null);
  const held = useHeldSheets((state) => state.of[`${app}.${name}`]);
  if (!held) return null;
  if (!live) return <span className="fs-held">{t("form_sheet.held", { n: held.rows })}</span>;
  return (
    <Link className="fs-held" to={`${formPath(`${app}.${name}`)}?import=1`}>
      <Icon name="upload" size="s" />
      {t("form_sheet.bring", { n: held.rows })}
    </Link>
  );
}

/** How many screens of a phone the form takes; tells when it grows too long to be filled in. */
function Screens() {
  const { t } = useTranslation();
  const document = useSession((state) => state.document);
  const count = useMemo(() => {
    const fields = fieldsIn(document);
    const height = Object.values(fields).reduce((sum, each) => sum + heightOf(each), 120);
    return Math.max(1, Math.ceil(height / PHONE_HEIGHT));
  }, [document]);
  return (
    <span className="fd-screens">
      <Icon name="mobile" size="s" />
      {t("form_design.screens", { count })}
    </span>
  );
}
const PHONE_HEIGHT = 700;

/** Whose options are in a list that opens, however many they are. */
const PICKED = new Set<unknown>(["select", "multi_select", "status"]);

/** About how tall a field is on a phone, in pixels. */
function heightOf(settings: { options?: unknown; type?: unknown }): number {
  if (PICKED.has(settings.type)) return 64;
  const options = Object.keys((settings.options ?? {}) as object).length;
  return 64 + Math.ceil(options / 2) * 44;
}

/** Arrows, Delete, Ctrl-C, Alt-arrows on the canvas. */
function useCanvasKeys(on: boolean) {
  const acts = useFormActs();
  const store = useSessionStore();

  /** Everything that can be selected, from top to bottom. */
  function stops() {
    const { document } = store.getState();
    return outlineOf(document).flatMap((section) => [
      ...(section.place === null ? [] : [sectionPath(section.place)]),
      ...section.fields.map(fieldPath),
    ]);
  }
  function go(way: Way, more: boolean) {
    const { selection, select } = store.getState();
    const all = stops();
    const step = way === "up" || way === "left" ? -1 : 1;
    const last = JSON.stringify(selection.at(-1) ?? null);
    const at = all.findIndex((path) => JSON.stringify(path) === last);
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];
    if (!next) return;
    const grows = more && next[0] === "fields" && selection.every((path) => path[0] === "fields");
    select(...(grows ? [...selection.filter((path) => path[1] !== next[1]), next] : [next]));
  }
  useDesignerKeys(
    on
      ? {
          remove: acts.removeSelected,
          copy: () => void acts.copySelected(),
          cut: acts.cutSelected,
          paste: acts.pasteHere,
          duplicate: acts.duplicateSelected,
          selectAll: () => {
            const { document, select } = store.getState();
            select(...inOrder(document).map(fieldPath));
          },
          move: (way) => acts.nudge(way === "up" || way === "left" ? -1 : 1),
          go,
          open: () => {
            document.querySelector<HTMLElement>(".d-settings input, .d-settings textarea")?.focus();
          },
          leave: () => store.getState().select(),
        }
      : {},
  );
}
