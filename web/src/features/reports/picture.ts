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

/** A PNG of the element, twice as sharp as the screen. Rejects where the browser refuses to draw it. */
export async function pictureOf(element: HTMLElement, background: string): Promise<Blob> {
  const width = Math.ceil(element.scrollWidth);
  const height = Math.ceil(element.scrollHeight);
  const sharp = Math.min(SHARP, MOST / width, MOST / height);
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
  copy.style.height = `${height}px`;
  copy.style.margin = "0";
  page.append(style, copy);
  inside.append(page);
  frame.append(inside);
  const text = new XMLSerializer().serializeToString(frame);
  const image = new Image();
  image.decoding = "sync";
  await new Promise((resolve, reject) => {
    image.onload = resolve;
    image.onerror = () => reject(new Error("The picture could not be drawn."));
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
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
