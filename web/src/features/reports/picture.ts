/**
 * A part of the page as a picture, drawn by the browser itself: the element with the page's own rules inside an SVG
 * document, painted on a canvas. Nothing is asked of anybody; fonts are those of the machine.
 */

const SVG = "http://www.w3.org/2000/svg";
/** Pixels of the picture for one of the screen. */
const SHARP = 2;
/** Canvases larger than this are refused by browsers. */
const MOST = 16_000;

/** Rules of every style sheet of the page. */
function rules(): string {
  return Array.from(document.styleSheets)
    .flatMap((sheet) => {
      try {
        return Array.from(sheet.cssRules);
      } catch {
        // Of another origin, as from an extension: not ours.
        return [];
      }
    })
    .map((rule) => rule.cssText)
    .filter((text) => !text.startsWith("@font-face") && !text.startsWith("@import"))
    .join("\n");
}

/** How the surroundings of the element hand down fonts, colors and variables. */
function surroundings(element: HTMLElement): string {
  const found = getComputedStyle(element);
  const names = ["font-family", "font-size", "line-height", "color", "font-variant-numeric"];
  return names.map((name) => `${name}:${found.getPropertyValue(name)}`).join(";");
}

/** Without what is only for the hand: buttons that open menus and the like. */
function still(element: HTMLElement): HTMLElement {
  const copy = element.cloneNode(true) as HTMLElement;
  for (const each of copy.querySelectorAll("[data-no-picture], .widget-more, .widget-help"))
    each.remove();
  return copy;
}

/** What stands above a picture that goes its own way: whose it is, of when, and what it leaves out. */
export interface Heading {
  title: string;
  /** Small, one below the other. */
  lines: readonly string[];
}

/** Pixels above the element for a heading, and of each of its lines. */
const HEAD = 60;
const LINE = 20;

function headed({ title, lines }: Heading): HTMLElement {
  const head = document.createElement("header");
  const height = HEAD + LINE * lines.length;
  head.setAttribute(
    "style",
    `box-sizing:border-box;height:${height}px;padding:20px 24px 0;overflow:hidden;color:var(--text)`,
  );
  const name = document.createElement("b");
  name.textContent = title;
  name.setAttribute("style", "display:block;font-size:20px;line-height:28px;font-weight:600");
  head.append(name);
  for (const line of lines) {
    const small = document.createElement("span");
    small.textContent = line;
    small.setAttribute(
      "style",
      `display:block;overflow:hidden;color:var(--text-2);font-size:12px;line-height:${LINE}px;white-space:nowrap;text-overflow:ellipsis`,
    );
    head.append(small);
  }
  return head;
}

/** The element as an SVG document of its own, below a heading where there is one. Sizes in pixels of the screen. */
export function drawnAlone(
  element: HTMLElement,
  background: string,
  heading?: Heading,
): { svg: string; width: number; height: number } {
  const width = Math.ceil(element.scrollWidth);
  const below = Math.ceil(element.scrollHeight);
  const height = below + (heading ? HEAD + LINE * heading.lines.length : 0);
  const frame = document.createElementNS(SVG, "svg");
  frame.setAttribute("xmlns", SVG);
  frame.setAttribute("width", String(width));
  frame.setAttribute("height", String(height));
  // The tokens hang on the root of the page, which the SVG is now.
  for (const { name, value } of document.documentElement.attributes) {
    if (name !== "style" && name !== "lang") frame.setAttribute(name, value);
  }
  const inside = document.createElementNS(SVG, "foreignObject");
  inside.setAttribute("width", "100%");
  inside.setAttribute("height", "100%");
  const page = document.createElement("div");
  page.setAttribute("xmlns", "http://www.w3.org/1999/xhtml");
  page.setAttribute("style", `${surroundings(element)};width:${width}px;background:${background}`);
  const style = document.createElement("style");
  style.textContent = `${rules()}\n* { animation: none !important; transition: none !important; }`;
  const copy = still(element);
  copy.style.width = `${width}px`;
  copy.style.height = `${below}px`;
  copy.style.margin = "0";
  page.append(style, ...(heading ? [headed(heading)] : []), copy);
  inside.append(page);
  frame.append(inside);
  return { svg: new XMLSerializer().serializeToString(frame), width, height };
}

/** A PNG of the element, twice as sharp as the screen. Rejects where the browser refuses to draw it. */
export async function pictureOf(
  element: HTMLElement,
  background: string,
  heading?: Heading,
): Promise<Blob> {
  const { svg, width, height } = drawnAlone(element, background, heading);
  const sharp = Math.min(SHARP, MOST / width, MOST / height);
  const image = new Image();
  image.decoding = "sync";
  await new Promise((resolve, reject) => {
    image.onload = resolve;
    image.onerror = () => reject(new Error("The picture could not be drawn."));
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  });
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * sharp);
  canvas.height = Math.round(height * sharp);
  const brush = canvas.getContext("2d");
  if (!brush) throw new Error("The picture could not be drawn.");
  brush.fillStyle = background;
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("The picture could not be drawn."))),
      "image/png",
    ),
  );
}
