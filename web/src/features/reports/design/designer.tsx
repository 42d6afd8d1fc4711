import { Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { Icon } from "../../../app/icon";
import { allDashboards, dashboardPath } from "../../../app/places";
import { useWorkspace } from "../../../app/queries";
import { useCanPaste } from "../../../designer/clipboard";
import { DragArea, type Point } from "../../../designer/drag/drag";
import { DesignerFrame, type Device } from "../../../designer/frame";
import { useNarrow } from "../../../designer/narrow";
import { DesignerProvider } from "../../../designer/session";
import { textIn, useTextIn, withText } from "../../../designer/texts";
import "../reports.css";
import "../charts.css";
import "../wall.css";
import "../narrow.css";
import "./design.css";
import "./shelves.css";
import { TableProvider, useTable } from "./bench";
import { BoardSettings, SeveralSettings } from "./board-settings";
import { Canvas } from "./canvas";
import { DataPanel } from "./data-panel";
import { nameBoard } from "./edit";
import { fitsShelf, type Piece, pieceName, type Shelf } from "./fields";
import { type At, COLUMNS, fitted, GAP, ROW } from "./grid";
import { PhoneBoard } from "./phone-board";
import { everyLanguage } from "./starter-words";
import { MoreStarters } from "./starters-view";
import { SuggestionStrip } from "./strip";
import { WidgetSettings } from "./widget-settings";

/** The dashboard designer: data at the left, the live board, settings at the right. */
export function DashboardDesigner() {
  const { app = "", key = "" } = useParams();
  return (
    <DesignerProvider key={`${app} ${key}`} app={app} kind="dashboard" name={key} start={newBoard}>
      <TableProvider app={app} name={key}>
        <Screen />
      </TableProvider>
    </DesignerProvider>
  );
}

function newBoard() {
  return { name: everyLanguage("board.new_name"), widgets: {} };
}

interface Held {
  piece: Piece;
}

/** Where a piece would land: a shelf, a widget, the board. */
type Landing = { shelf: Shelf } | { widget: string } | { board: HTMLElement };

function landingAt({ x, y }: Point, piece: Piece): Landing | null {
  const below = document.elementFromPoint(x, y);
  const shelf = below?.closest<HTMLElement>("[data-drop-shelf]")?.dataset.dropShelf as
    | Shelf
    | undefined;
  if (shelf) return fitsShelf(piece, shelf) ? { shelf } : null;
  const widget = below?.closest<HTMLElement>("[data-drop-widget]")?.dataset.dropWidget;
  if (widget) return { widget };
  const board = below?.closest<HTMLElement>("[data-drop-board]");
  return board ? { board } : null;
}

/** The cell of the board under the pointer. */
function cellAt({ x, y }: Point, board: HTMLElement): At {
  const grid = board.querySelector(".bd-grid")?.getBoundingClientRect();
  if (!grid) return [0, 0, 6, 4];
  const cell = (grid.width + GAP) / COLUMNS;
  const column = Math.floor((x - grid.left) / cell);
  return [column, Math.max(Math.floor((y - grid.top) / (ROW + GAP)), 0), 1, 1];
}

function Screen() {
  const { t, i18n } = useTranslation();
  const table = useTable();
  const { app, board, bench, selected, run } = table;
  const textOf = useTextIn();
  const narrow = useNarrow();
  const [device, setDevice] = useState<Device>("desktop");
  const [landing, setLanding] = useState<Landing | null>(null);
  const [adding, setAdding] = useState(false);
  const canPaste = useCanPaste("dashboard");
  const known = allDashboards(useWorkspace()).find(
    (each) => each.key === `${app}.${table.name}`,
  )?.key;
  const [only] = selected;
  const title = textOf(board.name) || table.name;
  const target = !landing
    ? null
    : "shelf" in landing
      ? landing.shelf
      : "widget" in landing
        ? landing.widget
        : "board";

  function drop(point: Point | null, { piece }: Held) {
    setLanding(null);
    const where = point && landingAt(point, piece);
    if (!point || !where) return;
    if ("shelf" in where) table.use(piece, where.shelf);
    else if ("widget" in where) table.use(piece, undefined, where.widget);
    else {
      const [x, y] = cellAt(point, where.board);
      const size = piece.sort === "column" && !piece.column.ranges ? [6, 4] : [3, 2];
      const isEmpty = Object.keys(board.widgets).length === 0;
      const [w, h] = size as [number, number];
      table.addPiece(piece, isEmpty ? [0, 0, w, h] : fitted([x, y, w, h]));
    }
  }

  const settings =
    selected.length > 1 ? (
      <SeveralSettings />
    ) : only ? (
      <WidgetSettings key={only} name={only} target={target} />
    ) : (
      <BoardSettings />
    );
  return (
    <DragArea<Held>
      ghost={({ piece }) => <span className="d-ghost-card">{pieceName(piece)}</span>}
      onMove={(point, { piece }) => setLanding(landingAt(point, piece))}
      onEnd={drop}
    >
      <DesignerFrame
        app={app}
        kind="dashboard"
        title={title}
        onTitle={(name) => {
          const next = withText(board.name, i18n.language, name);
          if (next) run(nameBoard(bench, next));
        }}
        {...(canPaste || known ? { tools: <Tools canPaste={canPaste} known={known} /> } : {})}
        device={device}
        onDevice={setDevice}
        paletteTitle={t("board.palette")}
        palette={
          <Popover
            open={adding}
            onOpenChange={setAdding}
            trigger={[]}
            placement="rightBottom"
            content={<AddMenu onDone={() => setAdding(false)} />}
          >
            <div className="bd-palette">
              <DataPanel onAdd={() => setAdding(!adding)} />
            </div>
          </Popover>
        }
        settings={settings}
        settingsTitle={
          only && selected.length === 1 ? textIn(board.widgets[only]?.title, i18n.language) : title
        }
      >
        {device === "phone" ? (
          <PhoneBoard />
        ) : (
          <>
            <SuggestionStrip />
            <Canvas target={target} onOpen={() => !narrow && focusSettings()} />
          </>
        )}
      </DesignerFrame>
    </DragArea>
  );
}

function focusSettings() {
  document.querySelector<HTMLElement>(".d-settings input, .d-settings button")?.focus();
}

/** New widgets: ready-made ones, or an empty question. */
function AddMenu({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { dataset, offer, addPiece } = useTable();
  const name = offer.datasets.find((each) => each.key === dataset)?.name ?? dataset;
  return (
    <div className="bd-add">
      <h3>{t("board.section.ready")}</h3>
      <MoreStarters onDone={onDone} />
      <button
        type="button"
        className="btn"
        onClick={() => {
          addPiece({ sort: "rows", dataset, name });
          onDone();
        }}
      >
        <Icon name="plus" />
        {t("board.add_own", { name })}
      </button>
    </div>
  );
}

function Tools({ canPaste, known }: { canPaste: boolean; known: string | undefined }) {
  const { t } = useTranslation();
  const { pasteCopied } = useTable();
  return (
    <>
      {canPaste ? (
        <button
          type="button"
          className="btn btn-plain btn-icon"
          aria-label={t("board.paste")}
          title={t("board.paste_key")}
          onClick={pasteCopied}
        >
          <Icon name="paste" />
        </button>
      ) : null}
      {known ? (
        <Link className="btn btn-plain" to={dashboardPath(known)}>
          <Icon name="eye" />
          <span>{t("board.read")}</span>
        </Link>
      ) : null}
    </>
  );
}
