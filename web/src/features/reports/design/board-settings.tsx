import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../app/icon";
import { LocalTextInput } from "../../../designer/settings";
import { Audience } from "./audience";
import { useTable } from "./bench";
import { duplicate, nameBoard, remove } from "./edit";
import { MoreStarters } from "./starters-view";

/** What the board itself can be told; shown while no widget is selected. */
export function BoardSettings() {
  const { t } = useTranslation();
  const { board, bench, run } = useTable();
  const id = useId();
  const count = Object.keys(board.widgets).length;
  return (
    <div className="s-panel">
      <section className="s-group">
        <h3>{t("board.section.board")}</h3>
        <div className="s-setting">
          <label className="s-title" htmlFor={id}>
            {t("board.name")}
          </label>
          <LocalTextInput
            id={id}
            value={board.name}
            onChange={(name) => name && run(nameBoard(bench, name))}
          />
        </div>
      </section>
      <Audience />
      {count > 0 ? (
        <section className="s-group">
          <h3>{t("board.section.ready")}</h3>
          <MoreStarters onDone={() => undefined} />
        </section>
      ) : null}
    </div>
  );
}

/** What can be done with several widgets at once. */
export function SeveralSettings() {
  const { t } = useTranslation();
  const { board, bench, selected, run, copySelected } = useTable();
  return (
    <div className="s-panel">
      <section className="s-group">
        <h3>{t("board.several_title", { n: selected.length })}</h3>
        <div className="bd-several">
          <button type="button" className="btn" onClick={copySelected}>
            <Icon name="copy" />
            {t("board.copy")}
          </button>
          <button
            type="button"
            className="btn"
            onClick={() => run(duplicate(bench, board, selected))}
          >
            <Icon name="layers" />
            {t("board.duplicate")}
          </button>
          <button type="button" className="btn" onClick={() => run(remove(bench, board, selected))}>
            <Icon name="trash" />
            {t("board.remove")}
          </button>
        </div>
        <p className="s-help">{t("board.several_keys")}</p>
      </section>
    </div>
  );
}
