import { type CSSProperties, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import type { components } from "../../api/schema";
import { serverDate } from "../../api/server-time";
import type { Widget } from "../../api/types";
import { Icon } from "../../app/icon";
import { useLive } from "../../app/line";
import { useWorkspace } from "../../app/queries";
import { OnWall } from "./ink";
import { pagesOf, rowsIn } from "./wall-pages";
import { WidgetCard } from "./widget-card";

/** How long the way out stays when nobody moves, in milliseconds. */
const STILL = 3000;
/** How long a page of a board that does not fit at once is shown, in milliseconds. */
const TURN = 20_000;

/** A dashboard for everybody in the room: the whole screen, dark, large, live; without scrolling, in pages if need be. */
export function Wall({
  dashboard,
  widgets,
  narrowed,
  onLeave,
}: {
  dashboard: components["schemas"]["DashboardAnswer"];
  widgets: readonly (readonly [string, Widget])[];
  /** What the numbers are narrowed to, in words: the room sees no filter bar. */
  narrowed: readonly string[];
  onLeave: () => void;
}) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const moving = useMoving();
  const connected = useLive((state) => state.connected);
  const { zone } = useWorkspace();
  useFullScreen(place, onLeave);
  const pages = pagesOf(widgets, rowsIn(useHeight()));
  const turned = useTurning(pages.length);
  const page = pages[turned] ?? [];
  const rows = page.reduce((most, [, { at }]) => Math.max(most, (at[1] ?? 0) + (at[3] ?? 0)), 1);
  return createPortal(
    <div
      ref={place}
      className={moving ? "wall is-moving" : "wall"}
      data-theme="dark"
      style={{ "--rows": rows } as CSSProperties}
    >
      <header>
        <span className="wall-mark" aria-hidden="true">
          匠
        </span>
        <h1 className="clip">{dashboard.name}</h1>
        <span className={connected ? "as-of" : "as-of is-away"} role="status">
          {t(connected ? "reports.wall_live" : "reports.paused", {
            time: timeIn(zone, new Date(dashboard.as_of), { second: "2-digit" }),
          })}
          {narrowed.map((each) => ` · ${each}`)}
          {pages.length > 1 ? ` · ${turned + 1} / ${pages.length}` : ""}
        </span>
        <button type="button" className="btn wall-leave" onClick={onLeave}>
          <Icon name="x" />
          {t("reports.wall_leave")}
        </button>
        <Clock />
      </header>
      <OnWall value={true}>
        <div className="wall-grid">
          {page.map(([key, widget]) => (
            <WidgetCard key={key} widget={widget} />
          ))}
        </div>
      </OnWall>
    </div>,
    document.body,
  );
}

/** The whole screen where the browser lets us; leaving it leaves the wall. */
function useFullScreen(place: React.RefObject<HTMLElement | null>, onLeave: () => void) {
  const leave = useRef(onLeave);
  leave.current = onLeave;
  useEffect(() => {
    let entered = false;
    // Refused when nobody pressed anything, as after opening the address: then it fills the window.
    place.current?.requestFullscreen?.().then(
      () => {
        entered = true;
      },
      () => undefined,
    );
    const changed = () => {
      if (entered && !document.fullscreenElement) leave.current();
    };
    const pressed = (event: KeyboardEvent) => {
      if (event.key === "Escape") leave.current();
    };
    document.addEventListener("fullscreenchange", changed);
    window.addEventListener("keydown", pressed);
    return () => {
      document.removeEventListener("fullscreenchange", changed);
      window.removeEventListener("keydown", pressed);
      if (document.fullscreenElement) void document.exitFullscreen();
    };
  }, [place]);
}

function useHeight(): number {
  const [height, setHeight] = useState(window.innerHeight);
  useEffect(() => {
    const resized = () => setHeight(window.innerHeight);
    window.addEventListener("resize", resized);
    return () => window.removeEventListener("resize", resized);
  }, []);
  return height;
}

/** The page of so many that is shown: it turns by itself, and by the arrow keys. */
function useTurning(count: number): number {
  const [page, setPage] = useState(0);
  const last = Math.max(count - 1, 0);
  const shown = Math.min(page, last);
  useEffect(() => {
    if (last === 0) return;
    const turn = (by: number) => setPage((shown + by + last + 1) % (last + 1));
    const timer = setTimeout(() => turn(1), TURN);
    const pressed = ({ key }: KeyboardEvent) => {
      if (key === "ArrowRight") turn(1);
      if (key === "ArrowLeft") turn(-1);
    };
    window.addEventListener("keydown", pressed);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("keydown", pressed);
    };
  }, [shown, last]);
  return shown;
}

function useMoving(): boolean {
  const [moving, setMoving] = useState(true);
  useEffect(() => {
    let timer = setTimeout(() => setMoving(false), STILL);
    const moved = () => {
      clearTimeout(timer);
      setMoving(true);
      timer = setTimeout(() => setMoving(false), STILL);
    };
    window.addEventListener("pointermove", moved);
    window.addEventListener("keydown", moved);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("pointermove", moved);
      window.removeEventListener("keydown", moved);
    };
  }, []);
  return moving;
}

/** The time of day as the organization's clocks show it, beside each other on one wall. */
function timeIn(zone: string, at: Date, more: Intl.DateTimeFormatOptions = {}): string {
  const parts = { timeZone: zone, hour: "2-digit", minute: "2-digit", ...more } as const;
  return new Intl.DateTimeFormat("sv-SE", parts).format(at);
}

/** Date and time in the organization's zone. */
function Clock() {
  const { i18n } = useTranslation();
  const { zone } = useWorkspace();
  const [now, setNow] = useState(serverDate);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverDate()), 1000);
    return () => clearInterval(timer);
  }, []);
  const day = new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(now);
  const weekday = new Intl.DateTimeFormat(i18n.language, { timeZone: zone, weekday: "short" });
  return (
    <p className="wall-clock">
      <span>
        {day} {weekday.format(now)}
      </span>
      <b>{timeIn(zone, now)}</b>
    </p>
  );
}
