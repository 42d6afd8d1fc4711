import { memo, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import { hasFile } from "../../app/sheet-drop";
import type { Document } from "../../designer/document";
import { useDragSource } from "../../designer/drag/drag";
import type { Device } from "../../designer/frame";
import { useSelected, useSession, useSessionStore } from "../../designer/session";
import { useTextIn } from "../../designer/texts";
import { FieldEnvironmentContext } from "../../fields";
import { spanOf } from "./definition";
import { type Dragged, type Drop, useDrop } from "./drop";
import { FieldCard } from "./field-card";
import { InsertHint } from "./insert-hint";
import { fieldsIn, outlineOf, type SectionOutline, sectionPath } from "./outline";
import { useFieldSurroundings } from "./surroundings";
import { useFormActs } from "./use-form";

const NONE: Readonly<Record<string, string>> = {};

export interface CanvasProps {
  device: Device;
  title: string;
  /** Fields that a flow writes. */
  byFlow: ReadonlySet<string>;
  effects?: Readonly<Record<string, string>>;
  canvasRef: React.RefObject<HTMLDivElement | null>;
  /** A sheet was dropped: its columns may become fields. */
  onSheet: (file: File) => void;
}

/** The form as it will look, at its real width. */
export function Canvas({ device, title, byFlow, effects = NONE, canvasRef, onSheet }: CanvasProps) {
  const { t } = useTranslation();
  const document = useSession((state) => state.document);
  const select = useSession((state) => state.select);
  const selection = useSession((state) => state.selection);
  const outline = useMemo(() => outlineOf(document), [document]);
  const fields = fieldsIn(document);
  const first = outline.flatMap((section) => section.fields)[0];
  const sheet = useRef<HTMLDivElement>(null);
  useShowSelection(sheet);
  const environment = useFieldSurroundings();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a click beside everything selects the form; so does Escape
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <div
      className={`fd-canvas is-${device}`}
      ref={canvasRef}
      onDragOver={(event) => {
        if (hasFile(event)) event.preventDefault();
      }}
      onDrop={(event) => {
        const file = event.dataTransfer.files[0];
        if (!file) return;
        event.preventDefault();
        onSheet(file);
      }}
      onClick={(event) => {
        if (
          !(event.target as HTMLElement).closest("[data-field-card], [data-section-head], button")
        )
          select();
      }}
    >
      <div className="fd-sheet" ref={sheet}>
        <header className="fd-sheet-head">
          <b>{title}</b>
          <span>{t("form_design.sheet_hint")}</span>
        </header>
        <FieldEnvironmentContext value={environment}>
          {outline.map((section) => (
            <SectionBlock
              key={section.place ?? "rest"}
              section={section}
              fields={fields}
              device={device}
              byFlow={byFlow}
              effects={effects}
              reachable={selection.length === 0 && section.fields[0] === first ? first : undefined}
              alone={outline.length === 1}
            />
          ))}
        </FieldEnvironmentContext>
        {outline.length === 0 ? <InsertHint onSheet={onSheet} /> : null}
      </div>
      <DropMark />
    </div>
  );
}

/** What is selected by keys, undo or a jump comes into view and takes the focus along. */
function useShowSelection(sheet: React.RefObject<HTMLDivElement | null>): void {
  const selection = useSession((state) => state.selection);
  const focus = useSession((state) => state.focus);
  useEffect(() => {
    const last = selection.at(-1);
    if (!last) return;
    const query =
      last[0] === "fields"
        ? `[data-field-card="${CSS.escape(String(last[1]))}"]`
        : `[data-section="${String(last[1])}"] [data-section-head]`;
    const card = sheet.current?.querySelector<HTMLElement>(query);
    if (!card) return;
    card.scrollIntoView({ block: "nearest" });
    const here = window.document.activeElement;
    const onCanvas = here === window.document.body || sheet.current?.contains(here);
    if (onCanvas && !focus) {
      const face = card.querySelector<HTMLElement>("[data-canvas-item]") ?? card;
      face.focus({ preventScroll: true });
    }
  }, [selection, focus, sheet]);
}

interface SectionBlockProps {
  section: SectionOutline;
  fields: Readonly<Record<string, Document>>;
  device: Device;
  byFlow: ReadonlySet<string>;
  effects: Readonly<Record<string, string>>;
  reachable: string | undefined;
  /** It is all there is. */
  alone: boolean;
}

const SectionBlock = memo(
  function SectionBlock({
    section,
    fields,
    device,
    byFlow,
    effects,
    reachable,
    alone,
  }: SectionBlockProps) {
    const { t } = useTranslation();
    const columns = device === "phone" ? 1 : section.columns;
    return (
      <section
        className="fd-section"
        data-section={section.place ?? "rest"}
        data-columns={columns}
        style={{ containIntrinsicBlockSize: aboutHigh(section.fields.length / columns) }}
      >
        {section.place === null ? (
          alone ? null : (
            <h3 className="fd-section-head is-rest">{t("form_design.rest")}</h3>
          )
        ) : (
          <SectionHead place={section.place} title={section.title} />
        )}
        <div
          className="fd-section-body"
          data-section-body
          data-stacked={columns === 1 || undefined}
        >
          {section.fields.map((key) => (
            <FieldCard
              key={key}
              name={key}
              settings={fields[key] ?? EMPTY}
              span={spanOf(fields[key] ?? EMPTY, columns, device)}
              device={device}
              reachable={key === reachable}
              byFlow={byFlow.has(key)}
              effect={effects[key]}
            />
          ))}
          {section.fields.length === 0 ? (
            <p className="fd-section-empty">{t("form_design.section_empty")}</p>
          ) : null}
        </div>
      </section>
    );
  },
  (before, after) =>
    before.device === after.device &&
    before.byFlow === after.byFlow &&
    before.effects === after.effects &&
    before.reachable === after.reachable &&
    before.alone === after.alone &&
    before.section.place === after.section.place &&
    before.section.title === after.section.title &&
    before.section.columns === after.section.columns &&
    before.section.fields.join() === after.section.fields.join() &&
    after.section.fields.every((key) => before.fields[key] === after.fields[key]),
);
const EMPTY: Document = {};

/** How high a section is, about, before it has come into view. */
const aboutHigh = (rows: number) => `auto ${Math.ceil(rows) * 72 + 40}px`;

function SectionHead({ place, title }: { place: number; title: unknown }) {
  const { t } = useTranslation();
  const text = useTextIn();
  const name = text(title) || t("form_design.new_section");
  const selected = useSelected(sectionPath(place));
  const store = useSessionStore();
  const acts = useFormActs();
  const { ref, isDragging } = useDragSource<Dragged>(`section.${place}`, {
    sort: "section",
    place,
    name,
  });
  const classes = ["fd-section-head", selected && "is-selected", isDragging && "is-dragging"];
  return (
    <div className={classes.filter(Boolean).join(" ")} ref={ref} data-section-head>
      <h3>
        <button
          type="button"
          data-canvas-item
          aria-pressed={selected}
          aria-label={t("form_design.section_named", { name })}
          onClick={() => store.getState().select(sectionPath(place))}
        >
          {name}
        </button>
      </h3>
      {selected ? (
        <div className="fd-tools" role="toolbar" aria-label={t("form_design.tools")}>
          <span className="fd-grip" title={t("form_design.drag")}>
            <Icon name="grip" size="s" />
          </span>
          <span className="fd-tools-name">{t("form_design.section_control")}</span>
          <button
            type="button"
            title={t("form_design.dissolve_button")}
            aria-label={t("form_design.dissolve_button")}
            onClick={() => acts.dissolveSection(place)}
          >
            <Icon name="x" size="s" />
          </button>
        </div>
      ) : null}
    </div>
  );
}

/** The line where the dragged thing would land, and in words where that is. */
function DropMark() {
  const { t } = useTranslation();
  const drop = useDrop((state) => state.drop);
  const words = useDropWords();
  if (!drop) return null;
  const { x, y, length, upright } = drop.line;
  return (
    <div
      className={upright ? "fd-drop is-upright" : "fd-drop"}
      style={
        upright
          ? { insetInlineStart: x, insetBlockStart: y, height: length }
          : { insetInlineStart: x, insetBlockStart: y, width: length }
      }
      aria-hidden="true"
    >
      <span>{t("form_design.drop", { where: words(drop) })}</span>
    </div>
  );
}

function useDropWords(): (drop: Drop) => string {
  const { t } = useTranslation();
  const text = useTextIn();
  const store = useSessionStore();
  return ({ where }) => {
    const { document } = store.getState();
    const field = where.key ? text(fieldsIn(document)[where.key]?.label) || where.key : "";
    const section = outlineOf(document).find((each) => each.place === where.section);
    const title = text(section?.title) || t("form_design.rest");
    switch (where.how) {
      case "into":
        return section ? t("form_design.where_into", { name: title }) : t("form_design.where_here");
      case "section_above":
      case "section_below":
        return t(`form_design.where_${where.how}`, { name: title });
      default:
        return t(`form_design.where_${where.how}`, { name: field });
    }
  };
}
