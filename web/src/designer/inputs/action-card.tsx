import { Dropdown, type MenuProps } from "antd";
import { type KeyboardEvent, lazy, type PointerEvent, Suspense, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import type { FilterTree } from "../../language/filter";
import { actionFaces, changed } from "./action-face";
import { ConditionBuilder } from "./condition-builder";
import { type Duration, DurationInput } from "./duration-input";
import { kindChoices } from "./kind-choices";
import type { ActionKind, ActionLine, Around, InputForm, InputProblem } from "./model";
import { Slot } from "./slot";

/** Only for actions without a face; brings the whole settings panel with it. */
const GeneratedSettings = lazy(async () => ({
  default: (await import("./generated-settings")).GeneratedSettings,
}));

export interface ActionCardProps {
  at: number;
  count: number;
  line: ActionLine;
  form: InputForm;
  around: Around;
  kinds: readonly ActionKind[];
  delays: boolean;
  /** Takes the focus when it appears. */
  focus: boolean;
  selected: boolean;
  dropping: "before" | "after" | null;
  problems: readonly InputProblem[];
  onSelect: () => void;
  onChange: (line: ActionLine) => void;
  onKind: (key: string) => void;
  onRemove: () => void;
  onDuplicate: () => void;
  onCopy: () => void;
  onPaste: () => void;
  onMove: (to: number) => void;
  /** The gap over which it is held; null: let go. */
  onDrag: (gap: number | null) => void;
}

/** One line: when, what, whom; below it what the action says in detail. */
export function ActionCard(props: ActionCardProps) {
  const { t } = useTranslation();
  const { line, form, around, at, count, problems } = props;
  const card = useRef<HTMLElement>(null);
  const kind = props.kinds.find((each) => each.key === line.action);
  const face = actionFaces.get(line.action);
  const name = kind?.name ?? line.action;
  const edit = { line, onChange: props.onChange, form, around, problems };

  useEffect(() => {
    if (props.focus) card.current?.focus();
  }, [props.focus]);

  function onKeyDown(event: KeyboardEvent): void {
    const command = event.ctrlKey || event.metaKey;
    const here = event.target === card.current;
    const act = (run: () => void) => {
      event.preventDefault();
      event.stopPropagation();
      // A key that is held is meant for this line alone.
      if (!event.repeat || event.altKey) run();
    };
    if (event.nativeEvent.isComposing || inText(event.target)) return;
    if (event.altKey && event.key === "ArrowUp") act(() => props.onMove(at - 1));
    else if (event.altKey && event.key === "ArrowDown") act(() => props.onMove(at + 1));
    else if (command && event.key.toLowerCase() === "d") act(props.onDuplicate);
    else if (!here) return;
    else if (event.key === "Delete" || event.key === "Backspace") act(props.onRemove);
    else if (command && event.key.toLowerCase() === "c") act(props.onCopy);
    else if (command && event.key.toLowerCase() === "v") act(props.onPaste);
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a look and a layout of its own
    <section
      ref={card}
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: acts on the whole line have keys
      tabIndex={0}
      data-action-card={at}
      aria-label={t("inputs.action.nth", { n: at + 1, name })}
      className={`di-action${props.selected ? " is-selected" : ""}${props.dropping ? ` is-dropping-${props.dropping}` : ""}${count > 1 ? " is-one-of-many" : ""}`}
      onKeyDown={onKeyDown}
      onFocus={props.onSelect}
    >
      {count > 1 ? (
        <Handle at={at} onDrag={props.onDrag} label={t("inputs.action.drag", { name })} />
      ) : null}
      <div className="di-action-body">
        <div className="di-row di-sentence">
          {props.delays ? <Timing {...props} /> : null}
          <Slot
            label={t("inputs.action.what")}
            choices={kindChoices(props.kinds)}
            chosen={[line.action]}
            text={name}
            problem={kind === undefined}
            onChoose={([key]) => key && key !== line.action && props.onKind(key)}
          />
          {face?.Words ? <face.Words {...edit} /> : null}
        </div>
        {face === undefined && kind ? (
          <Suspense>
            <GeneratedSettings {...edit} kind={kind} />
          </Suspense>
        ) : null}
        {face?.Details ? <face.Details {...edit} /> : null}
        {props.delays ? <Still {...props} /> : null}
        {line.on_error === "continue" ? (
          <p className="di-help">{t("inputs.action.goes_on")}</p>
        ) : null}
        {problems.map((each) => (
          <p className="di-problem" key={`${each.at.join(".")} ${each.message}`}>
            <Icon name="late" size="s" />
            {each.message}
          </p>
        ))}
      </div>
      <Menu {...props} name={name} />
    </section>
  );
}

/** At once, or after a while. */
function Timing({ line, onChange, around, problems }: ActionCardProps) {
  const { t } = useTranslation();
  const delay = line.delay as Duration | undefined;
  return (
    <>
      <Slot
        label={t("inputs.action.when")}
        tone="plain"
        choices={[
          { key: "now", label: t("inputs.action.now") },
          { key: "later", label: t("inputs.action.later") },
        ]}
        chosen={[delay === undefined ? "now" : "later"]}
        onChoose={([key]) => {
          if (key === "now") onChange(changed(line, { delay: undefined, if_still: undefined }));
          else if (delay === undefined) onChange(changed(line, { delay: { hours: 1 } }));
        }}
      />
      {delay === undefined ? null : (
        <>
          <DurationInput
            label={t("inputs.action.delay")}
            value={delay}
            {...(around.calendars ? { calendars: around.calendars } : {})}
            problem={problems.some((each) => each.at[0] === "delay")}
            onChange={(next) => onChange(changed(line, { delay: next }))}
          />
          <span className="di-joining">{t("inputs.action.after")}</span>
        </>
      )}
    </>
  );
}

/** What must still hold when the time has passed. */
function Still({ line, onChange, form, around }: ActionCardProps) {
  const { t } = useTranslation();
  if (line.delay === undefined && line.if_still === undefined) return null;
  const condition = line.if_still as FilterTree | undefined;
  return (
    <div className="di-still">
      {condition === undefined ? null : (
        <span className="di-joining">{t("inputs.action.if_still")}</span>
      )}
      <ConditionBuilder
        form={form}
        around={around}
        allowed={{ me: false }}
        label={t("inputs.action.if_still")}
        nothing={t("inputs.action.always")}
        value={condition}
        onChange={(next) => onChange(changed(line, { if_still: next }))}
      />
    </div>
  );
}

function Handle(props: { at: number; label: string; onDrag: (gap: number | null) => void }) {
  const holding = useRef(false);
  function gapAt(event: PointerEvent): number {
    const list = (event.currentTarget as HTMLElement).closest(".di-actions");
    const cards = [...(list?.querySelectorAll("[data-action-card]") ?? [])];
    const below = cards.findIndex((each) => {
      const { top, height } = each.getBoundingClientRect();
      return event.clientY < top + height / 2;
    });
    return below < 0 ? cards.length : below;
  }
  function end(event: PointerEvent): void {
    if (!holding.current) return;
    holding.current = false;
    (event.currentTarget as HTMLElement).releasePointerCapture?.(event.pointerId);
    props.onDrag(null);
  }
  return (
    <span
      className="di-handle"
      title={props.label}
      aria-hidden="true"
      onPointerDown={(event) => {
        event.preventDefault();
        holding.current = true;
        (event.currentTarget as HTMLElement).setPointerCapture?.(event.pointerId);
      }}
      onPointerMove={(event) => holding.current && props.onDrag(gapAt(event))}
      onPointerUp={end}
      onPointerCancel={end}
    >
      <svg viewBox="0 0 10 16" width="10" height="16" aria-hidden="true">
        {[3, 8, 13].flatMap((y) =>
          [2, 8].map((x) => <circle key={`${x}${y}`} cx={x} cy={y} r="1.3" />),
        )}
      </svg>
    </span>
  );
}

function Menu(props: ActionCardProps & { name: string }) {
  const { t } = useTranslation();
  const { at, count, line } = props;
  const goesOn = line.on_error === "continue";
  const items: MenuProps["items"] = [
    { key: "up", label: t("inputs.action.up"), extra: "Alt ↑", disabled: at === 0 },
    { key: "down", label: t("inputs.action.down"), extra: "Alt ↓", disabled: at === count - 1 },
    { type: "divider" },
    { key: "duplicate", label: t("inputs.action.duplicate"), extra: "Ctrl D" },
    { key: "copy", label: t("inputs.action.copy"), extra: "Ctrl C" },
    { key: "paste", label: t("inputs.action.paste"), extra: "Ctrl V" },
    { type: "divider" },
    ...(props.delays
      ? [
          {
            key: "error",
            label: t(goesOn ? "inputs.action.stop_on_error" : "inputs.action.go_on"),
          },
          { type: "divider" as const },
        ]
      : []),
    { key: "remove", label: t("inputs.action.remove"), extra: "Delete", danger: true },
  ];
  const acts: Record<string, () => void> = {
    up: () => props.onMove(at - 1),
    down: () => props.onMove(at + 1),
    duplicate: props.onDuplicate,
    copy: props.onCopy,
    paste: props.onPaste,
    remove: props.onRemove,
    error: () => props.onChange(changed(line, { on_error: goesOn ? undefined : "continue" })),
  };
  return (
    <Dropdown
      trigger={["click"]}
      placement="bottomRight"
      menu={{ items, onClick: ({ key }) => acts[key]?.() }}
    >
      <button
        type="button"
        className="di-menu"
        aria-label={t("inputs.action.menu", { name: props.name })}
      >
        <Icon name="more" />
      </button>
    </Dropdown>
  );
}

function inText(target: EventTarget): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA)$/.test(target.tagName))
  );
}
