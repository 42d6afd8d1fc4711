import { useCallback, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { usePhone } from "../../../app/screen";
import { useDesignerKeys, type Way } from "../../../designer/keyboard";
import { useTable } from "./bench";
import { Card } from "./card";
import { duplicate, place, remove, settle } from "./edit";
import { type At, COLUMNS, fitted, neighbor, type Placed, stepped } from "./grid";
import { GridBoard } from "./grid-board";
import { leastOf, placedOf } from "./model";
import { useLatest, useSame } from "./stable";
import { Starters } from "./starters-view";

/** The live board: cards to drag, size and select, with all of it on the keyboard as well. */
export function Canvas({ target, onOpen }: { target: string | null; onOpen: () => void }) {
  const { t } = useTranslation();
  const table = useTable();
  const { board, bench, selected, run, select } = table;
  const placed = useSame(
    placedOf(board),
    (one, other) => one.key === other.key && one.at === other.at,
  );
  const chosen = useMemo(() => new Set(selected), [selected]);
  const latest = useLatest(table);
  const kinds = useSame(
    Object.values(board.widgets).map(({ chart }) => chart),
    Object.is,
  );
  const least = useCallback(
    (key: string) => leastOf(latest.current.board.widgets[key]?.chart ?? ""),
    [latest, kinds],
  );
  const settled = useCallback(
    (after: Placed[], key: string, act: "move" | "resize") => {
      const { run, bench, board } = latest.current;
      run(settle(bench, board, after, [key], act));
    },
    [latest],
  );
  const card = useCallback(
    (key: string) => <Card name={key} isSelected={chosen.has(key)} isTarget={target === key} />,
    [chosen, target],
  );
  const [first] = selected;
  const phone = usePhone();
  // What was just put in or chosen elsewhere comes into sight.
  useEffect(() => {
    if (first)
      document
        .querySelector(`[data-canvas-item="${first}"]`)
        ?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }, [first]);

  function go(way: Way, more: boolean) {
    if (more) return resize(way);
    const next = first ? neighbor(placed, first, way) : placed[0]?.key;
    if (!next) return;
    select(next);
    focusCard(next);
  }
  function move(way: Way) {
    if (!first) return;
    if (selected.length === 1) {
      const moves = stepped(placed, first, way);
      if (moves) run(place(bench, board, moves));
      return;
    }
    const [dx, dy] = { left: [-1, 0], right: [1, 0], up: [0, -2], down: [0, 2] }[way] as [
      number,
      number,
    ];
    const all = placed.filter(({ key }) => chosen.has(key));
    if (all.some(({ at: [x, , w] }) => x + dx < 0 || x + dx + w > COLUMNS)) return;
    const moves = new Map(
      all.map(({ key, at: [x, y, w, h] }): [string, At] => [
        key,
        [x + dx, Math.max(y + dy, 0), w, h],
      ]),
    );
    run(place(bench, board, moves));
  }
  function resize(way: Way) {
    const [dw, dh] = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] }[way] as [
      number,
      number,
    ];
    const moves = new Map(
      placed
        .filter(({ key }) => chosen.has(key))
        .map(({ key, at: [x, y, w, h] }): [string, At] => [
          key,
          fitted([x, y, Math.min(w + dw, COLUMNS - x), h + dh], least(key)),
        ]),
    );
    run(place(bench, board, moves, "resize"));
  }
  useDesignerKeys({
    remove: () => selected.length > 0 && run(remove(bench, board, selected)),
    copy: table.copySelected,
    cut: () => {
      table.copySelected();
      if (selected.length > 0) run(remove(bench, board, selected));
    },
    paste: table.pasteCopied,
    duplicate: () => selected.length > 0 && run(duplicate(bench, board, selected)),
    selectAll: () => select(...placed.map(({ key }) => key)),
    move,
    go,
    open: onOpen,
    leave: () => select(),
  });

  return (
    <div
      className={target === "board" ? "bd-canvas is-target" : "bd-canvas"}
      data-drop-board=""
      onPointerDown={(event) => {
        if (!(event.target as HTMLElement).closest("[data-canvas-item], .bd-item, button, a"))
          select();
      }}
    >
      {placed.length === 0 ? (
        <Starters />
      ) : (
        <>
          {phone ? (
            <div className="bd-column">
              {[...placed]
                .sort((a, z) => a.at[1] - z.at[1] || a.at[0] - z.at[0])
                .map(({ key }) => (
                  <Card
                    key={key}
                    name={key}
                    isSelected={chosen.has(key)}
                    isTarget={target === key}
                  />
                ))}
            </div>
          ) : (
            <GridBoard placed={placed} selected={chosen} leastOf={least} onSettle={settled}>
              {card}
            </GridBoard>
          )}
          <p className="bd-hint">{t("board.keys")}</p>
        </>
      )}
    </div>
  );
}

function focusCard(key: string) {
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>(`[data-canvas-item="${key}"]`)?.focus(),
  );
}
