import { Drawer, Popover } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Icon, type IconName } from "../app/icon";
import { usePageTitle } from "../app/page-title";
import { useAppModel } from "./app-model";
import { ConflictNote } from "./conflict-note";
import { useUndoKeys } from "./keyboard";
import { useNarrow } from "./narrow";
import { appPath, KIND_ICONS, kindPath } from "./places";
import { ProblemList, useProblemSummary } from "./problems";
import { PublishButton, VersionsDrawer } from "./publish";
import { SaveNote } from "./save-note";
import { useSession } from "./session";
import { fullName } from "./wire";
import "./frame.css";

export type Device = "desktop" | "phone";

/** What undo and redo would take back or do again, in words. */
export interface History {
  canUndo: boolean;
  canRedo: boolean;
  undone: string;
  redone: string;
  undo: () => void;
  redo: () => void;
}

export interface DesignerFrameProps {
  app: string;
  kind: string;
  /** Name of the artefact. */
  title: string;
  icon?: IconName;
  /** Lets the name be edited in place. */
  onTitle?: (title: string) => void;
  tabs?: readonly { key: string; label: string }[];
  tab?: string;
  onTab?: (key: string) => void;
  /** Beside undo and redo. */
  tools?: ReactNode;
  /** The switch 电脑 / 手机, where the canvas has both. */
  device?: Device;
  onDevice?: (device: Device) => void;
  onPreview?: () => void;
  palette?: ReactNode;
  /** What the palette is called on a phone, where it is not one of things to add. */
  paletteTitle?: string;
  settings?: ReactNode;
  /** Name of what the settings belong to, for the sheet on a phone. */
  settingsTitle?: string;
  /** Undo and redo of something else than the open artefact, while a tab edits others. */
  history?: History;
  /** At the end of the bottom bar. */
  footer?: ReactNode;
  children: ReactNode;
}

/** What every designer looks like: bars, palette, canvas, settings; on a phone one column with sheets. */
export function DesignerFrame(props: DesignerFrameProps) {
  const { app, kind, title, palette, settings, children } = props;
  const { t } = useTranslation();
  const narrow = useNarrow();
  const [sheet, setSheet] = useState<"palette" | "settings" | null>(null);
  const selected = useSession((state) => state.selection);
  usePageTitle(title);
  useUndoKeys(props.history);
  useEffect(() => setSheet((now) => (now === "palette" ? null : now)), [selected]);

  return (
    <div className="d-frame">
      <TopBar {...props} />
      {props.tabs || narrow ? <SubBar {...props} /> : null}
      <ConflictNote />
      <div
        className={["d-body", palette && "has-palette", settings && "has-settings"]
          .filter(Boolean)
          .join(" ")}
      >
        {palette && !narrow ? (
          <aside className="d-palette" aria-label={t("designer.palette")}>
            {palette}
          </aside>
        ) : null}
        <section className="d-canvas" aria-label={t("designer.canvas")}>
          <h2 className="ui-sr">{t("designer.canvas")}</h2>
          {children}
        </section>
        {settings && !narrow ? (
          <aside className="d-settings" aria-label={t("designer.settings")}>
            {settings}
          </aside>
        ) : null}
      </div>
      <BottomBar kind={kind} app={app} footer={props.footer}>
        {narrow && palette ? (
          <button type="button" className="btn btn-touch" onClick={() => setSheet("palette")}>
            <Icon name={props.paletteTitle ? "columns" : "plus"} />
            {props.paletteTitle ?? t("designer.add")}
          </button>
        ) : null}
        {narrow && settings ? (
          <button
            type="button"
            className="btn btn-touch d-grow"
            onClick={() => setSheet("settings")}
          >
            <Icon name="gear" />
            <span className="d-cut">{props.settingsTitle ?? t("designer.settings")}</span>
          </button>
        ) : null}
      </BottomBar>
      {narrow ? (
        <Drawer
          open={sheet !== null}
          placement="bottom"
          size="78%"
          title={
            sheet === "palette"
              ? (props.paletteTitle ?? t("designer.add"))
              : (props.settingsTitle ?? title)
          }
          onClose={() => setSheet(null)}
          className="d-sheet"
          styles={{ body: { padding: 0 } }}
        >
          {sheet === "palette" ? palette : settings}
        </Drawer>
      ) : null}
    </div>
  );
}

function TopBar(props: DesignerFrameProps) {
  const { app, kind, title, icon, onTitle, onPreview } = props;
  const { t } = useTranslation();
  const narrow = useNarrow();
  const model = useAppModel(app);
  return (
    <header className="d-top">
      <nav className="d-crumbs" aria-label={t("designer.crumbs")}>
        <Link to={appPath(app)} className="d-crumb">
          {model.name}
        </Link>
        <Icon name="right" size="s" />
        <Link to={kindPath(app, kind)} className="d-crumb d-crumb-kind">
          {t(`designer.kind.${kind}`)}
        </Link>
        <Icon name="right" size="s" className="d-crumb-kind" />
      </nav>
      <span className={`d-kind d-kind-${kind}`}>
        <Icon name={icon ?? KIND_ICONS[kind] ?? "file"} />
      </span>
      {onTitle ? <Title title={title} onTitle={onTitle} /> : <h1 className="d-title">{title}</h1>}
      <SaveNote />
      <span className="d-push" />
      {props.tabs || narrow ? null : (
        <>
          <Tools {...props} />
          <span className="d-divider" />
        </>
      )}
      <Problems app={app} />
      {onPreview ? (
        <button type="button" className="btn d-preview" onClick={onPreview}>
          <Icon name="eye" />
          {t("designer.preview")}
        </button>
      ) : null}
      <PublishButton app={app} />
    </header>
  );
}

/** The name, edited where it stands. */
function Title({ title, onTitle }: { title: string; onTitle: (title: string) => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string | null>(null);
  function finish(keep: boolean) {
    if (keep && draft?.trim() && draft.trim() !== title) onTitle(draft.trim());
    setDraft(null);
  }
  if (draft === null)
    return (
      <h1 className="d-title">
        <button type="button" title={t("designer.rename")} onClick={() => setDraft(title)}>
          {title}
          <Icon name="edit" size="s" />
        </button>
      </h1>
    );
  return (
    <input
      className="d-title-input"
      aria-label={t("designer.name")}
      value={draft}
      maxLength={100}
      // biome-ignore lint/a11y/noAutofocus: asked for by the press on the name
      autoFocus
      onFocus={(event) => event.target.select()}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === "Enter") finish(true);
        if (event.key === "Escape") finish(false);
      }}
    />
  );
}

/** The second bar: tabs, and on a phone the tools for which the first has no room. */
function SubBar(props: DesignerFrameProps) {
  const { tabs, tab, onTab } = props;
  return (
    <div className="d-sub">
      {tabs ? (
        <div className="d-tabs" role="tablist">
          {tabs.map((each) => (
            <button
              key={each.key}
              type="button"
              role="tab"
              aria-selected={each.key === tab}
              className={each.key === tab ? "tab is-on" : "tab"}
              onClick={() => onTab?.(each.key)}
            >
              {each.label}
            </button>
          ))}
        </div>
      ) : null}
      <span className="d-push" />
      <Tools {...props} />
    </div>
  );
}

/** That of the open artefact. */
function useOwnHistory(): History {
  const canUndo = useSession((state) => state.canUndo);
  const canRedo = useSession((state) => state.canRedo);
  const undone = useSession((state) => state.past.at(-1)?.label ?? "");
  const redone = useSession((state) => state.future.at(-1)?.label ?? "");
  const undo = useSession((state) => state.undo);
  const redo = useSession((state) => state.redo);
  return { canUndo, canRedo, undone, redone, undo, redo };
}

/** Undo, redo, and what the designer puts beside them. */
function Tools({ tools, device, onDevice, history }: DesignerFrameProps) {
  const { t } = useTranslation();
  const own = useOwnHistory();
  const { canUndo, canRedo, undone, redone, undo, redo } = history ?? own;
  return (
    <>
      <button
        type="button"
        className="btn btn-plain btn-icon"
        disabled={!canUndo}
        title={undone ? t("designer.undo_what", { what: undone }) : t("designer.undo")}
        aria-label={t("designer.undo")}
        onClick={undo}
      >
        <Icon name="undo" />
      </button>
      <button
        type="button"
        className="btn btn-plain btn-icon"
        disabled={!canRedo}
        title={redone ? t("designer.redo_what", { what: redone }) : t("designer.redo")}
        aria-label={t("designer.redo")}
        onClick={redo}
      >
        <Icon name="redo" />
      </button>
      {tools ? <span className="d-divider" /> : null}
      {tools}
      {device && onDevice ? (
        <>
          <span className="d-divider" />
          <DeviceSwitch device={device} onDevice={onDevice} />
        </>
      ) : null}
    </>
  );
}

/** 电脑 / 手机. */
export function DeviceSwitch({
  device,
  onDevice,
}: {
  device: Device;
  onDevice: (device: Device) => void;
}) {
  const { t } = useTranslation();
  return (
    <fieldset className="d-switcher">
      <legend className="ui-sr">{t("designer.device")}</legend>
      {(["desktop", "phone"] as const).map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={device === each}
          aria-label={t(`designer.device_${each}`)}
          className={device === each ? "is-on" : undefined}
          onClick={() => onDevice(each)}
        >
          <Icon name={each === "desktop" ? "monitor" : "mobile"} />
          <span>{t(`designer.device_${each}`)}</span>
        </button>
      ))}
    </fieldset>
  );
}

function Problems({ app }: { app: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { count, grave } = useProblemSummary();
  if (count === 0) return null;
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      content={<ProblemList app={app} onJump={() => setOpen(false)} />}
      classNames={{ root: "d-problems" }}
    >
      <button type="button" className={grave ? "btn d-has-problem" : "btn d-has-notice"}>
        <Icon name="alert" />
        {t("designer.problems", { count })}
      </button>
    </Popover>
  );
}

function BottomBar({
  app,
  kind,
  footer,
  children,
}: {
  app: string;
  kind: string;
  footer: ReactNode;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const name = useSession((state) => state.name);
  const { first, count, grave, look } = useProblemSummary(app);
  return (
    <footer className="d-bottom">
      {first ? (
        <span className={grave ? "d-first is-grave" : "d-first"}>
          <Icon name="alert" />
          <b>{t(grave ? "designer.problem_count" : "designer.notice_count", { count })}</b>
          <span className="d-cut">{first.message}</span>
          <button type="button" className="text-link" onClick={look}>
            {t("designer.look")}
          </button>
        </span>
      ) : (
        <span className="d-fine">
          <Icon name="check" />
          {t("designer.no_problems")}
        </span>
      )}
      {children}
      <span className="d-push" />
      {footer}
      <VersionsDrawer kind={kind} name={fullName(app, name)} />
    </footer>
  );
}
