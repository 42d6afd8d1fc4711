/** A text in which places stand as chips; an editable area that is drawn anew only when others change the text. */

import type { Ref } from "react";
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type MouseEvent,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from "react";
import type { Named } from "./model";
import { pieces } from "./template";

export interface TemplateBoxHandle {
  /** Puts a place where the caret is. */
  insert: (name: string) => void;
}

export interface TemplateBoxProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  variables: readonly Named[];
  lines?: boolean;
  placeholder?: string;
  problem?: boolean;
  handle?: Ref<TemplateBoxHandle>;
}

const PAUSE = 700;

export function TemplateBox(props: TemplateBoxProps) {
  const box = useRef<HTMLDivElement>(null);
  const known = useRef<string | null>(null);
  const waiting = useRef<ReturnType<typeof setTimeout> | null>(null);
  const range = useRef<Range | null>(null);
  const change = useRef(props.onChange);
  change.current = props.onChange;
  const names = props.variables.map((each) => `${each.key}=${each.name}`).join("\n");

  useLayoutEffect(() => {
    const here = box.current;
    if (here === null) return;
    const labels = known.current?.split("\0")[1];
    if (
      known.current !== null &&
      known.current.split("\0")[0] === props.value &&
      labels === names
    ) {
      return;
    }
    draw(here, props.value, props.variables);
    known.current = `${props.value}\0${names}`;
  }, [props.value, names]);

  function flush(): void {
    if (waiting.current !== null) clearTimeout(waiting.current);
    waiting.current = null;
    const here = box.current;
    if (here === null) return;
    const text = read(here);
    if (text === known.current?.split("\0")[0]) return;
    known.current = `${text}\0${names}`;
    change.current(text);
  }
  const flushing = useRef(flush);
  flushing.current = flush;
  useLayoutEffect(() => () => flushing.current(), []);

  function later(): void {
    keepPlaces(box.current);
    markEmpty(box.current);
    if (waiting.current !== null) clearTimeout(waiting.current);
    waiting.current = setTimeout(() => flushing.current(), PAUSE);
  }
  /** A click below the text, and the key to its end, lead the caret into a chip that ends it. */
  function leaveChip(): void {
    const selection = window.getSelection();
    const inside =
      selection?.isCollapsed && selection.focusNode ? chipOf(selection.focusNode) : null;
    if (!selection || inside === null || !box.current?.contains(inside)) return;
    const at = beside(inside, selection.focusOffset === 0);
    selection.removeAllRanges();
    selection.addRange(at);
  }
  function remember(): void {
    leaveChip();
    const selection = window.getSelection();
    if (selection?.rangeCount && box.current?.contains(selection.anchorNode)) {
      range.current = selection.getRangeAt(0).cloneRange();
    }
  }
  useImperativeHandle(props.handle, () => ({
    insert(name: string) {
      const here = box.current;
      if (here === null) return;
      here.focus();
      const selection = window.getSelection();
      const at = within(here, range.current);
      selection?.removeAllRanges();
      selection?.addRange(at);
      put(chip(name, props.variables), at);
      keepPlaces(here);
      remember();
      markEmpty(here);
      flush();
    },
  }));
  function onKeyDown(event: KeyboardEvent): void {
    leaveChip();
    if (event.nativeEvent.isComposing) return;
    // Undo inside the text is the text's; the designer's comes when the focus has left.
    if ((event.ctrlKey || event.metaKey) && /^[zy]$/i.test(event.key)) event.stopPropagation();
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a" && box.current) {
      event.preventDefault();
      window.getSelection()?.selectAllChildren(box.current);
    }
    const back = event.key === "Backspace" || event.key === "ArrowLeft";
    if (back || event.key === "Delete" || event.key === "ArrowRight") passNothing(back ? -1 : 1);
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (props.lines) type("\n");
    else flush();
  }
  function onPaste(event: ClipboardEvent): void {
    event.preventDefault();
    const text = event.clipboardData.getData("text/plain");
    type(props.lines ? text.replace(/\r\n?/g, "\n") : text.replace(/\s*[\r\n]+\s*/g, " "));
  }
  function type(text: string): void {
    const here = box.current;
    if (here === null) return;
    const selection = window.getSelection();
    const at = within(here, selection?.rangeCount ? selection.getRangeAt(0) : null);
    selection?.removeAllRanges();
    selection?.addRange(at);
    if (text.includes("\n")) freeEnd(here, at);
    // Line by line: the browser would make paragraphs of them, which are more than their line breaks.
    const typed = text
      .split("\n")
      .every(
        (line, place) =>
          (place === 0 || document.execCommand?.("insertLineBreak")) &&
          (line === "" || document.execCommand?.("insertText", false, line)),
      );
    if (!typed) put(document.createTextNode(text), at);
    later();
  }
  /** Places leave the text by their names, so that they are places again where it is pasted. */
  function onCopy(event: ClipboardEvent): void {
    const selection = window.getSelection();
    if (box.current === null || !selection?.rangeCount || selection.isCollapsed) return;
    const part = document.createElement("div");
    part.append(within(box.current, selection.getRangeAt(0)).cloneContents());
    event.preventDefault();
    event.clipboardData.setData("text/plain", read(part));
    if (event.type !== "cut") return;
    document.execCommand?.("delete");
    later();
  }
  /** The caret goes beside a chip, never into it: there nothing can be typed, and all of the page would be selected. */
  function onMouseDown(event: MouseEvent): void {
    const chosen = chipOf(event.target as Node);
    if (chosen === null || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    box.current?.focus();
    const { left, width } = chosen.getBoundingClientRect();
    const at = beside(chosen, event.clientX < left + width / 2);
    const selection = window.getSelection();
    selection?.removeAllRanges();
    selection?.addRange(at);
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: places in the text are chips, which no input can hold
    <div
      ref={box}
      className={`di-template${props.lines ? " has-lines" : ""}${props.problem ? " has-problem" : ""}`}
      contentEditable
      suppressContentEditableWarning
      role="textbox"
      tabIndex={0}
      aria-label={props.label}
      aria-multiline={props.lines || undefined}
      aria-invalid={props.problem || undefined}
      data-placeholder={props.placeholder}
      spellCheck={false}
      onInput={later}
      onKeyDown={onKeyDown}
      onKeyUp={remember}
      onMouseDown={onMouseDown}
      onMouseUp={remember}
      onPaste={onPaste}
      onCopy={onCopy}
      onCut={onCopy}
      onDrop={(event) => event.preventDefault()}
      onBlur={() => {
        remember();
        flush();
        // Places typed by hand become chips.
        if (box.current && /\{\{/.test(box.current.textContent ?? "")) {
          draw(box.current, read(box.current), props.variables);
        }
      }}
    />
  );
}

function draw(box: HTMLElement, text: string, variables: readonly Named[]): void {
  const nodes = pieces(text).map((piece) =>
    "text" in piece ? document.createTextNode(piece.text) : chip(piece.name, variables),
  );
  // A chip at the end leaves no place for the caret.
  const ends = nodes.at(-1) instanceof HTMLElement || text.endsWith("\n");
  box.replaceChildren(...nodes, ...(ends ? [document.createElement("br")] : []));
  keepPlaces(box);
  markEmpty(box);
}

function chip(name: string, variables: readonly Named[]): HTMLElement {
  const found = variables.find((each) => each.key === name);
  const element = document.createElement("span");
  element.className = found ? "di-chip" : "di-chip has-problem";
  element.contentEditable = "false";
  element.dataset.name = name;
  element.textContent = found?.name ?? name;
  return element;
}

/** Holds the caret where there is nothing else to hold it; belongs to no text. */
const NOTHING = "\u200b";

/** The line break at the end only carries the caret: with another behind it, it would be a line of its own. */
function freeEnd(box: HTMLElement, at: Range): void {
  const last = box.lastChild;
  if (last?.nodeName !== "BR" || box.childNodes.length < 2) return;
  const rest = at.cloneRange();
  rest.setEndAfter(last);
  if (rest.toString() === "" && !rest.cloneContents().querySelector("[data-name]")) last.remove();
}

/** A key that goes over a character does not spend itself on nothing: the caret passes it first. */
function passNothing(step: -1 | 1): void {
  const selection = window.getSelection();
  const node = selection?.focusNode;
  if (!selection?.isCollapsed || node?.nodeType !== Node.TEXT_NODE) return;
  const at = selection.focusOffset;
  const passed = (node.textContent ?? "")[step < 0 ? at - 1 : at];
  if (passed === NOTHING) selection.setPosition(node, at + step);
}

/** Before a chip that begins the text or follows another there must be a place for the caret, else what is typed is lost. */
function keepPlaces(box: HTMLElement | null): void {
  for (const each of box?.querySelectorAll<HTMLElement>(":scope > [data-name]") ?? []) {
    let before = each.previousSibling;
    while (before?.nodeType === Node.TEXT_NODE && before.textContent === "") {
      before = before.previousSibling;
    }
    if (before === null || (before instanceof HTMLElement && before.dataset.name !== undefined)) {
      each.before(NOTHING);
    }
  }
}

/** The text of the area; the line break at its end only carries the caret. */
function read(box: HTMLElement): string {
  const nodes = [...box.childNodes];
  if (nodes.at(-1)?.nodeName === "BR") nodes.pop();
  return nodes
    .map(textOf)
    .join("")
    .replaceAll(NOTHING, "")
    .replace(/\u00a0/g, " ");
}

function textOf(node: Node): string {
  if (node instanceof HTMLElement) {
    if (node.dataset.name !== undefined) return `{{${node.dataset.name}}}`;
    if (node.tagName === "BR") return "\n";
    const inner = [...node.childNodes].map(textOf).join("");
    const begins = node.previousSibling !== null && node.previousSibling.nodeName !== "BR";
    return node.tagName === "DIV" && begins ? `\n${inner}` : inner;
  }
  return node.textContent ?? "";
}

function markEmpty(box: HTMLElement | null): void {
  box?.classList.toggle("is-empty", read(box) === "");
}

const chipOf = (node: Node): HTMLElement | null =>
  (node instanceof HTMLElement ? node : node.parentElement)?.closest<HTMLElement>("[data-name]") ??
  null;

/** A caret before or behind a chip. */
function beside(element: HTMLElement, before: boolean): Range {
  const range = document.createRange();
  if (before) range.setStartBefore(element);
  else range.setStartAfter(element);
  range.collapse(true);
  return range;
}

/** The range if it lies in the text, behind a chip where it lies in that; else the end of the text. */
function within(box: HTMLElement, range: Range | null): Range {
  if (range === null || !box.contains(range.startContainer) || !box.contains(range.endContainer)) {
    return endOf(box);
  }
  const inside = chipOf(range.commonAncestorContainer);
  return inside !== null && box.contains(inside) ? beside(inside, false) : range;
}

function endOf(box: HTMLElement): Range {
  const range = document.createRange();
  const last = box.lastChild;
  if (last?.nodeName === "BR") range.setStartBefore(last);
  else range.selectNodeContents(box);
  range.collapse(last?.nodeName === "BR");
  return range;
}

function put(node: Node, range: Range): void {
  range.deleteContents();
  range.insertNode(node);
  range.setStartAfter(node);
  range.collapse(true);
  const selection = window.getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
}
