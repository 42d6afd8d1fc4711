import { useMemo } from "react";
import { tokenValue, useDark } from "../../app/theme";

export interface Ink {
  series: string[];
  text: string;
  text2: string;
  text3: string;
  surface: string;
  line: string;
  axis: string;
  font: string;
}

/** The colors charts are drawn with, in the present theme. */
export function useInk(): Ink {
  const dark = useDark();
  return useMemo(() => {
    const of = (name: string) => tokenValue(name, dark);
    return {
      series: Array.from({ length: 8 }, (_, index) => of(`--chart-${index + 1}`)),
      text: of("--text"),
      text2: of("--text-2"),
      text3: of("--text-3"),
      surface: of("--surface"),
      line: of("--line-soft"),
      axis: of("--chart-axis"),
      font: of("--font"),
    };
  }, [dark]);
}
