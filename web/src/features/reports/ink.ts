import { createContext, useContext, useMemo } from "react";
import { usePhone } from "../../app/screen";
import { useDark } from "../../app/theme";

export interface Ink {
  series: string[];
  text: string;
  text2: string;
  text3: string;
  surface: string;
  line: string;
  axis: string;
  font: string;
  /** Of the small text, in pixels. */
  size: number;
}

/** Whether charts are drawn for a wall: dark whatever the person likes, and larger. */
export const OnWall = createContext(false);

/** Whether charts are drawn for a phone, on whatever screen. */
export const OnPhone = createContext(false);

/** Whether there is only a phone's room for a chart. */
export function useNarrowChart(): boolean {
  const shown = useContext(OnPhone);
  return usePhone() || shown;
}

const WALL_SIZE = 16;

/** The colors charts are drawn with, in the present theme. */
export function useInk(): Ink {
  const wall = useContext(OnWall);
  const dark = useDark() || wall;
  return useMemo(() => {
    const style = getComputedStyle(dark ? darkPlace() : document.documentElement);
    const of = (name: string) => style.getPropertyValue(name).trim();
    return {
      series: Array.from({ length: 8 }, (_, index) => of(`--chart-${index + 1}`)),
      text: of("--text"),
      text2: of("--text-2"),
      text3: of("--text-3"),
      surface: of("--surface"),
      line: of("--line-soft"),
      axis: of("--chart-axis"),
      font: of("--font"),
      size: wall ? WALL_SIZE : 12,
    };
  }, [dark, wall]);
}

let place: HTMLElement | undefined;

/** An element nobody sees at which the dark theme's tokens can be read. */
function darkPlace(): HTMLElement {
  if (!place) {
    place = document.createElement("div");
    place.hidden = true;
    place.dataset.theme = "dark";
    document.body.append(place);
  }
  return place;
}
