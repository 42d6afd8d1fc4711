import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "./icon";
import "./sheet-drop.css";

const SHEETS = ".xlsx,.xls,.csv,.et";

/** Whether what is dragged over is a file, so that other things dragged pass. */
export function hasFile(event: DragEvent): boolean {
  return event.dataTransfer.types.includes("Files");
}

/** A place to drop a sheet on, or to choose one. */
export function SheetDrop({
  title,
  help,
  small = false,
  onFile,
}: {
  title: string;
  help: string;
  small?: boolean;
  onFile: (file: File) => void;
}) {
  const { t } = useTranslation();
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const classes = ["sheet-place", small && "is-small", over && "is-over"];
  return (
    <>
      <input
        ref={chooser}
        type="file"
        className="unseen"
        tabIndex={-1}
        accept={SHEETS}
        aria-label={t("sheets.choose")}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) onFile(file);
        }}
      />
      <button
        type="button"
        className={classes.filter(Boolean).join(" ")}
        onClick={() => chooser.current?.click()}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          event.stopPropagation();
          setOver(false);
          const file = event.dataTransfer.files[0];
          if (file) onFile(file);
        }}
      >
        <Icon name="upload" {...(small ? {} : { size: "l" as const })} />
        <b>{title}</b>
        <span>{help}</span>
      </button>
    </>
  );
}
