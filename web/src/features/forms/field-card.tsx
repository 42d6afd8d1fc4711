import { memo, useCallback } from "react";
import { useTranslation } from "react-i18next";
import { Icon as AppIcon } from "../../app/icon";
import { usePreferences } from "../../app/preferences";
import { entryOf, useCatalogue } from "../../designer/catalogue";
import type { Document, Path } from "../../designer/document";
import { useDragSource } from "../../designer/drag/drag";
import type { Device } from "../../designer/frame";
import { useSelected, useSession, useSessionStore } from "../../designer/session";
import { FieldFrame, kindOf, toFieldValue } from "../../fields";
import { customersMay, definitionOf } from "./definition";
import type { Dragged } from "./drop";
import { fieldPath, inOrder, selectedFields } from "./outline";
import { useFormActs } from "./use-form";

export interface FieldCardProps {
  name: string;
  settings: Document;
  device: Device;
  /** Of twelve columns. */
  span: number;
  /** The one card that Tab reaches. */
  reachable: boolean;
  /** The flow changes it while it runs. */
  byFlow: boolean;
  /** What publishing does to stored values, in a sentence. */
  effect?: string | undefined;
}

/** A field as it will look; drawn again only when its own settings change. */
export const FieldCard = memo(function FieldCard(props: FieldCardProps) {
  const { name, settings, device, reachable, effect } = props;
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  const catalogue = useCatalogue();
  const entry = entryOf(catalogue.fields, settings.type);
  const field = definitionOf(name, settings, entry, language);
  const path: Path = fieldPath(name);
  const selected = useSelected(path);
  const troubled = useSession((state) =>
    state.problems.some(
      (each) => each.kind === "form" && each.key === state.name && each.at[1] === name,
    ),
  );
  const store = useSessionStore();
  const { ref, isDragging } = useDragSource<Dragged>(`field.${name}`, {
    sort: "fields",
    keys: [name],
    name: field.label,
    icon: kindOf(field).icon,
  });

  const choose = useCallback(
    (event: { ctrlKey: boolean; metaKey: boolean; shiftKey: boolean }) => {
      const { document, selection, select } = store.getState();
      const own = fieldPath(name);
      const chosen = selectedFields(document, selection);
      if (event.shiftKey && chosen.length > 0) {
        const order = inOrder(document);
        const from = order.indexOf(chosen[0] as string);
        const to = order.indexOf(name);
        const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
        select(...range.map(fieldPath));
      } else if (event.ctrlKey || event.metaKey) {
        const rest = chosen.filter((key) => key !== name).map(fieldPath);
        select(...(chosen.includes(name) ? rest : [...rest, own]));
      } else select(own);
    },
    [store, name],
  );

  const classes = [
    "fd-card",
    selected && "is-selected",
    isDragging && "is-dragging",
    troubled && "is-troubled",
    settings.internal === true && "is-internal",
  ];
  const words = [
    field.label,
    entry?.name ?? field.type,
    field.required && t("form_design.required"),
  ];
  return (
    <div
      className={classes.filter(Boolean).join(" ")}
      ref={ref}
      data-field-card={name}
      style={{ gridColumn: `span ${props.span}` }}
    >
      <div className="fd-face">
        <div inert className="fd-look">
          <FieldFrame
            id={`design-${name}`}
            field={field}
            value={toFieldValue(field.default)}
            onChange={ignore}
            size={device === "phone" ? "touch" : "compact"}
          />
        </div>
        <Marks settings={settings} byFlow={props.byFlow} effect={effect} />
        <button
          type="button"
          className="fd-cover"
          data-canvas-item
          tabIndex={selected || reachable ? 0 : -1}
          aria-pressed={selected}
          aria-label={words.filter(Boolean).join(t("form_design.comma"))}
          onClick={choose}
        />
      </div>
      {selected ? <Tools name={name} type={entry?.name ?? field.type} /> : null}
    </div>
  );
});

function ignore() {
  // Filled in on the preview, not here.
}

/** Small signs beside the label: 仅内部, 由流程改, what publishing does. */
function Marks({
  settings,
  byFlow,
  effect,
}: {
  settings: Document;
  byFlow: boolean;
  effect: string | undefined;
}) {
  const { t } = useTranslation();
  const entry = entryOf(useCatalogue().fields, settings.type);
  const read = settings.internal !== true && customersMay(settings, entry) === "read";
  if (!byFlow && !effect && settings.internal !== true && !read) return null;
  return (
    <span className="fd-marks">
      {byFlow ? (
        <span className="fd-mark">
          <AppIcon name="flow" size="s" />
          {t("form_design.by_flow")}
        </span>
      ) : null}
      {settings.internal === true ? (
        <span className="fd-mark" title={t("form_design.internal_long")}>
          <AppIcon name="lock" size="s" />
          {t("form_design.internal")}
        </span>
      ) : null}
      {read ? <span className="fd-mark">{t("form_design.read_only")}</span> : null}
      {effect ? <span className="fd-mark is-warning">{effect}</span> : null}
    </span>
  );
}

/** The selection's own bar: pick up, copy, delete. */
function Tools({ name, type }: { name: string; type: string }) {
  const { t } = useTranslation();
  const acts = useFormActs();
  const count = useSession((state) => state.selection.length);
  const last = useSession((state) => state.selection.at(-1)?.[1] === name);
  if (!last) return null;
  return (
    <div className="fd-tools" role="toolbar" aria-label={t("form_design.tools")}>
      <span className="fd-grip" title={t("form_design.drag")}>
        <AppIcon name="grip" size="s" />
      </span>
      <span className="fd-tools-name">
        {count > 1 ? t("form_design.selected", { count }) : type}
      </span>
      <button
        type="button"
        data-no-drag
        title={`${t("form_design.duplicate_button")} Ctrl D`}
        aria-label={t("form_design.duplicate_button")}
        onClick={acts.duplicateSelected}
      >
        <AppIcon name="copy" size="s" />
      </button>
      <button
        type="button"
        data-no-drag
        title={`${t("form_design.delete_button")} Delete`}
        aria-label={t("form_design.delete_button")}
        onClick={acts.removeSelected}
      >
        <AppIcon name="trash" size="s" />
      </button>
    </div>
  );
}
