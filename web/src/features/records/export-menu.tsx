import { type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCommands } from "../../app/commands";
import { Icon } from "../../app/icon";
import { Pop } from "../../app/pop";
import type { Exporting } from "./use-export";
import "./export.css";

/** Which file; of the whole list, or of the rows with these ids. */
export function ExportMenu({
  exporting,
  ids,
  placement = "bottomRight",
  children,
}: {
  exporting: Exporting;
  ids?: readonly string[];
  placement?: "bottomRight" | "topLeft";
  children: ReactElement;
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const of = ids ? { ids } : {};
  const pick = (format: "xlsx" | "csv", whole = false) => {
    setOpen(false);
    exporting.run(format, { ...of, whole });
  };
  return (
    <Pop
      name={t("export.title")}
      placement={placement}
      open={open}
      onOpenChange={setOpen}
      content={
        <div className="export-menu">
          <p className="quiet">
            {ids ? t("export.of_chosen", { n: ids.length }) : t("export.of_list")}
          </p>
          <ul className="pick-list" aria-label={t("export.title")}>
            <li>
              <button type="button" onClick={() => pick("xlsx")}>
                {t("export.xlsx")}
              </button>
            </li>
            <li>
              <button type="button" onClick={() => pick("xlsx", true)}>
                {t("export.xlsx_whole")}
              </button>
            </li>
            <li>
              <button type="button" onClick={() => pick("csv")}>
                {t("export.csv")}
              </button>
            </li>
          </ul>
        </div>
      }
    >
      {children}
    </Pop>
  );
}

/** The button at the head of a list, its commands, and how far the file is. */
export function ExportTool({ exporting }: { exporting: Exporting }) {
  const { t } = useTranslation();
  useCommands(
    exporting.may
      ? (["xlsx", "csv"] as const).map((format) => ({
          id: `export-${format}`,
          name: t(`export.command_${format}`),
          group: "do" as const,
          icon: "download" as const,
          run: () => exporting.run(format),
        }))
      : [],
  );
  if (!exporting.may) return null;
  return (
    <>
      <ExportMenu exporting={exporting}>
        <button
          type="button"
          className="btn btn-icon export-button"
          aria-label={t("export.title")}
          aria-haspopup="dialog"
          title={t("export.title")}
          disabled={exporting.running !== null}
        >
          <Icon name="download" />
        </button>
      </ExportMenu>
      <ExportProgress exporting={exporting} />
    </>
  );
}

const MEGABYTE = 1_000_000;

function ExportProgress({ exporting }: { exporting: Exporting }) {
  const { t, i18n } = useTranslation();
  const { running } = exporting;
  if (!running) return null;
  const size = new Intl.NumberFormat(i18n.language, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(running.bytes / MEGABYTE);
  const words =
    running.rows === null
      ? t("export.begun")
      : running.bytes
        ? t("export.coming", { n: running.rows, size })
        : t("export.making", { n: running.rows });
  return (
    <div className="export-bar">
      <span role="status">{words}</span>
      <progress className="export-progress" aria-label={t("export.title")} />
      <button type="button" className="btn btn-plain" onClick={exporting.stop}>
        {t("dialog.cancel")}
      </button>
    </div>
  );
}
