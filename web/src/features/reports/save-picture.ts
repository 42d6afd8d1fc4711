import { saveBlob } from "../../app/save-file";
import { type Heading, pictureOf } from "./picture";

/** Gives a part of the page to the person as a PNG, on the color of its surface. */
export async function savePicture(
  element: HTMLElement,
  name: string,
  heading?: Heading,
): Promise<void> {
  const token = element.classList.contains("widget") ? "--surface" : "--bg";
  const background = getComputedStyle(element).getPropertyValue(token).trim() || "#fff";
  saveBlob(`${name}.png`, await pictureOf(element, background, heading));
}
