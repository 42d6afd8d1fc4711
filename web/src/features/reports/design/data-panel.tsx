import { Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon, type IconName } from "../../../app/icon";
import { useDragSource } from "../../../designer/drag/drag";
import { matchesText } from "../../../designer/pinyin";
import { ChoiceSelect } from "../../../designer/settings";
import { useTable } from "./bench";
import { type Piece, pieceId, pieceName, uses } from "./fields";
import type { DataColumn } from "./offer";
import { datasetOf } from "./offer";

/** The data at the left: a dataset and its fields, to drag onto the board or to press. */
export function DataPanel({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation();
  const { offer, dataset: key, showDataset } = useTable();
  const [search, setSearch] = useState("");
  const [all, setAll] = useState(false);
  const dataset = datasetOf(offer, key);
  const choices = offer.datasets.map((each) => ({
    value: each.key,
    label: each.name,
    note: t(each.form ? "board.dataset_form" : "board.dataset_system"),
  }));
  const found = (label: string) => matchesText(label, search);
  const columns = (dataset?.columns ?? []).filter((each) => found(each.label));
  const piece = (column: DataColumn): Piece => ({ sort: "column", dataset: key, column });
  const [main, further] = ordered(columns.filter((each) => each.groups && !each.ranges));
  const numbers = columns.filter((each) => each.ranges);
  const measures = (dataset?.measures ?? []).filter((each) => found(each.name));
  const rows = t("board.count_of", { name: dataset?.name ?? "" });
  return (
    <div className="bd-data">
      <div className="bd-data-head">
        <ChoiceSelect
          choices={choices}
          value={key}
          label={t("board.dataset")}
          onChange={(next) => next && showDataset(next)}
        />
        <label className="bd-search">
          <Icon name="search" size="s" />
          <input
            type="search"
            value={search}
            placeholder={t("board.search")}
            aria-label={t("board.search")}
            onChange={(event) => setSearch(event.target.value)}
          />
        </label>
      </div>
      <div className="bd-fields">
        <Pieces title={t("board.dimensions")}>
          {[...main, ...(search || all ? further : [])].map((each) => (
            <PieceRow key={each.key} piece={piece(each)} icon={iconOf(each)} fresh={!each.live} />
          ))}
          {further.length > 0 && !search ? (
            <li key="further">
              <button
                type="button"
                className="bd-further"
                aria-expanded={all}
                onClick={() => setAll(!all)}
              >
                <Icon name={all ? "up" : "down"} size="s" />
                {t(all ? "board.fewer" : "board.further", { n: further.length })}
              </button>
            </li>
          ) : null}
        </Pieces>
        <Pieces title={t("board.measures")}>
          {measures.map((each) => (
            <PieceRow
              key={each.key}
              piece={{ sort: "measure", dataset: key, key: each.key, name: each.name }}
              icon={
                each.type === "duration" ? "clock" : each.type === "percent" ? "percent" : "hash"
              }
              help={each.help}
            />
          ))}
        </Pieces>
        <Pieces title={t("board.numbers")}>
          {found(rows) ? (
            <PieceRow piece={{ sort: "rows", dataset: key, name: rows }} icon="hash" />
          ) : null}
          {numbers.map((each) => (
            <PieceRow
              key={each.key}
              piece={piece(each)}
              icon={each.type === "duration" ? "clock" : "hash"}
              fresh={!each.live}
            />
          ))}
        </Pieces>
        {columns.length + measures.length === 0 ? (
          <p className="bd-none">{t("board.nothing_found")}</p>
        ) : null}
      </div>
      <div className="bd-data-foot">
        <button type="button" className="btn" onClick={onAdd}>
          <Icon name="plus" />
          {t("board.add")}
        </button>
      </div>
    </div>
  );
}

/** By what one usually counts: when it came, what kind it is, who has it. */
const USUAL = new Set([
  "radio",
  "select",
  "status",
  "priority",
  "switch",
  "member",
  "person",
  "team",
  "choice",
  "node",
  "policy",
]);

/** The usual dimensions, the fields of the form first; the others are behind a fold. */
function ordered(columns: readonly DataColumn[]): [DataColumn[], DataColumn[]] {
  const rank = ({ key, type, record, options, buckets }: DataColumn) => {
    if (key === "created_at") return 0;
    if (!USUAL.has(type) && key !== "source" && !(buckets.length > 0 && record)) return null;
    if (options && (record || !OURS.has(key))) return 1;
    return type === "person" || type === "member" || type === "team" ? 2 : 3;
  };
  const ranked = columns.map((column) => ({ column, at: rank(column) }));
  const main = ranked.filter(({ at }) => at !== null).sort((a, b) => Number(a.at) - Number(b.at));
  return [
    main.map(({ column }) => column),
    ranked.filter(({ at }) => at === null).map(({ column }) => column),
  ];
}

/** Choices of our own datasets, which come after those of the form. */
const OURS = new Set(["category", "state", "scale", "via"]);

function Pieces({ title, children }: { title: string; children: React.ReactNode }) {
  const all = Array.isArray(children) ? children.flat().filter(Boolean) : [children];
  if (all.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul>{children}</ul>
    </section>
  );
}

function PieceRow({
  piece,
  icon,
  help,
  fresh = false,
}: {
  piece: Piece;
  icon: IconName;
  help?: string;
  fresh?: boolean;
}) {
  const { t } = useTranslation();
  const { board, selected, use } = useTable();
  const { ref, isDragging } = useDragSource<{ piece: Piece }>(`piece ${pieceId(piece)}`, { piece });
  const widget = selected.length === 1 ? board.widgets[selected[0] ?? ""] : undefined;
  const isIn = widget !== undefined && uses(widget.query, piece);
  return (
    <li className={isDragging ? "bd-piece is-dragging" : isIn ? "bd-piece is-in" : "bd-piece"}>
      <button ref={ref} type="button" aria-pressed={isIn} onClick={() => use(piece)}>
        <Icon name={icon} />
        <span className="clip">{pieceName(piece)}</span>
        {fresh ? <em>{t("board.fresh")}</em> : null}
        {isIn ? <Icon name="check" size="s" /> : null}
      </button>
      {help ? (
        <Tooltip title={help} placement="right">
          <button type="button" className="widget-help" aria-label={`${pieceName(piece)}: ${help}`}>
            <Icon name="help" size="s" />
          </button>
        </Tooltip>
      ) : null}
    </li>
  );
}

function iconOf({ type, buckets }: DataColumn): IconName {
  if (buckets.length > 0) return "calendar";
  if (type === "member" || type === "person") return "person";
  if (type === "team" || type === "department") return "people";
  if (type === "priority") return "urgent";
  if (type === "boolean" || type === "switch") return "check";
  if (type === "form") return "form";
  if (type === "flow" || type === "node") return "flow";
  return "rows";
}
