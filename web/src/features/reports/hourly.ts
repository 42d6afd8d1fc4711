import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useNow } from "../../app/now";
import { windowOf } from "../../language/period";

/** The server's clock may be as much behind what we know of it, in milliseconds: it must have come to the hour as well. */
const LATE = 5_000;

/**
 * Reads the numbers again when an hour of the organization begins: nothing is pushed when a day ends, and 今日新增 of a
 * board that hangs on the wall over night would stay yesterday's until somebody writes.
 */
export function useHourly(zone: string): void {
  const queries = useQueryClient();
  const hour = windowOf({ this: "hour" }, useNow() - LATE, zone)?.start;
  const known = useRef(hour);
  useEffect(() => {
    if (known.current === hour) return;
    known.current = hour;
    void queries.invalidateQueries({ queryKey: ["dashboard"] });
  }, [hour, queries]);
}
