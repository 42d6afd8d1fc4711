import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Box, type Drawn, draw } from "./wire-paths";
import type { Wire } from "./wires";
import "./map.css";

interface Line extends Drawn {
  wire: Wire;
}

/** Lays arrows between the cards inside; each card carries `data-card`. */
export function WiredMap({ wires, children }: { wires: readonly Wire[]; children: ReactNode }) {
  const { t } = useTranslation();
  const ground = useRef<HTMLDivElement>(null);
  const [lines, setLines] = useState<Line[]>([]);

  useLayoutEffect(() => {
    const map = ground.current;
    if (!map) return;
    const measure = () => {
      const origin = map.getBoundingClientRect();
      const boxes = new Map<string, Box>();
      for (const element of map.querySelectorAll<HTMLElement>("[data-card]")) {
        const { left, top, width, height } = element.getBoundingClientRect();
        boxes.set(element.dataset.card ?? "", {
          left: left - origin.left,
          top: top - origin.top,
          width,
          height,
        });
      }
      setLines(linesOf(wires, boxes));
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(map);
    for (const element of map.querySelectorAll("[data-card]")) watch.observe(element);
    return () => watch.disconnect();
  }, [wires]);

  return (
    <div className="studio-map" ref={ground}>
      <svg className="studio-wires" aria-hidden="true">
        <defs>
          <marker
            id="studio-tip"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M1 1l6 3-6 3" />
          </marker>
        </defs>
        {lines.map(({ wire, path }) => (
          <path key={`${wire.from} ${wire.to}`} d={path} markerEnd="url(#studio-tip)" />
        ))}
      </svg>
      {lines.map(({ wire, x, y, on }) => (
        <span
          key={`${wire.from} ${wire.to}`}
          className={on ? "studio-wire-word is-on" : "studio-wire-word"}
          style={{ left: x, top: y }}
          aria-hidden="true"
        >
          {t(`studio.wire.${wire.word}`)}
        </span>
      ))}
      {children}
    </div>
  );
}

function linesOf(wires: readonly Wire[], boxes: ReadonlyMap<string, Box>): Line[] {
  const left = new Map<string, number>();
  return wires.flatMap((wire): Line[] => {
    const from = boxes.get(wire.from);
    const to = boxes.get(wire.to);
    if (!from || !to) return [];
    const side = `${wire.from} ${to.left > from.left}`;
    const place = left.get(side) ?? 0;
    left.set(side, place + 1);
    const others = [...boxes].flatMap(([id, box]) =>
      id === wire.from || id === wire.to ? [] : [box],
    );
    return [{ wire, ...draw(from, to, others, place) }];
  });
}
