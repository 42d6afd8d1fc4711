import { type DragEvent, useEffect, useRef, useState } from "react";
import { Icon, type IconName } from "../../ui/icon";
import { Sheet } from "../../ui/sheet";
import { asList, type FileInfo } from "../definition";
import { useFieldEnvironment } from "../environment";
import { showSize } from "../file-size";
import type { FieldInputProps, FieldKind, FieldViewProps } from "../kind";
import { Nothing } from "../line-input";
import { canPause, type Transfer, useTransfers } from "../transfers";

function iconOf(type: string): IconName {
  if (type.startsWith("image/")) return "image";
  return type.startsWith("video/") ? "video" : "file";
}

function FilesInput({ field, value, onChange, disabled, error, ...props }: FieldInputProps) {
  const environment = useFieldEnvironment();
  const { t } = environment;
  const { transfers, originals, add, retry, pause, drop } = useTransfers(field, value, onChange);
  const [over, setOver] = useState(false);
  const [said, setSaid] = useState("");
  const [looking, setLooking] = useState<FileInfo | null>(null);
  const ids = asList(value);
  const full = Boolean(field.max_files) && ids.length + transfers.length >= (field.max_files ?? 0);
  const closed = disabled || !environment.upload;

  const take = useRef<(files: readonly File[]) => void>(() => undefined);
  take.current = (files) => {
    if (closed || files.length === 0) return;
    const left = add(files);
    setSaid(left > 0 ? t("files.left_out", { count: left, limit: field.max_files ?? 0 }) : "");
  };

  // A picture from the clipboard lands here from anywhere on the page; the first field of files takes it.
  useEffect(() => {
    function onPaste(event: ClipboardEvent) {
      const files = event.clipboardData ? Array.from(event.clipboardData.files) : [];
      if (files.length === 0 || event.defaultPrevented) return;
      event.preventDefault();
      take.current(files);
    }
    document.addEventListener("paste", onPaste);
    return () => document.removeEventListener("paste", onPaste);
  }, []);

  function onDrag(event: DragEvent) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    setOver(!closed);
  }

  const failed = transfers.filter((one) => one.state === "failed");
  const moving = transfers.filter((one) => one.state !== "failed");
  const original = looking
    ? (originals.get(looking.id) ?? looking.look ?? environment.fileAddress?.(looking.id))
    : undefined;

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be named by the label of the frame
    <div
      role="group"
      aria-labelledby={props.labelledBy}
      className={`f-files${over ? " f-over-files" : ""}`}
      onDragEnter={onDrag}
      onDragOver={onDrag}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take.current(Array.from(event.dataTransfer.files));
      }}
    >
      <ul className="f-file-tiles">
        {full || closed ? null : (
          <li>
            <label className="f-file-add">
              <input
                id={props.id}
                type="file"
                className="f-hidden-input"
                multiple={field.max_files !== 1}
                aria-invalid={error ? true : undefined}
                aria-describedby={props.describedBy}
                onBlur={props.onBlur}
                onChange={(event) => {
                  take.current(Array.from(event.target.files ?? []));
                  // The same file may be chosen again after it was removed.
                  event.target.value = "";
                }}
              />
              <Icon name="camera" />
              <span className="f-for-touch">{t("files.add_touch")}</span>
              <span className="f-for-mouse">{t("files.add_mouse")}</span>
            </label>
          </li>
        )}
        {ids.map((id) => {
          const info = environment.files[id] ?? { id, name: t("files.unnamed"), size: 0, type: "" };
          const address = originals.get(id) ?? info.look ?? environment.fileAddress?.(id);
          const canLook = Boolean(info.preview && address);
          return (
            <li key={id} className="f-file-tile">
              <FileFace
                name={info.name}
                note={info.size ? showSize(info.size) : ""}
                type={info.type}
                picture={info.preview}
                onLook={canLook ? () => setLooking(info) : undefined}
              />
              {disabled ? null : (
                <RemoveButton
                  label={t("files.remove", { name: info.name })}
                  onClick={() => onChange(ids.filter((other) => other !== id))}
                />
              )}
            </li>
          );
        })}
        {moving.map((transfer) => (
          <MovingTile
            key={transfer.key}
            transfer={transfer}
            onPause={() => pause(transfer.key)}
            onGoOn={() => retry(transfer.key)}
            onCancel={() => drop(transfer.key)}
          />
        ))}
      </ul>
      <div role="alert" className="f-file-alert">
        {failed.length > 0 ? (
          <ul className="f-file-problems">
            {failed.map((transfer) => (
              <li key={transfer.key}>
                <Icon name="alert" small />
                <span className="f-file-reason">
                  <b>{transfer.file.name}</b>
                  {transfer.message}
                </span>
                {transfer.retry ? (
                  <button type="button" onClick={() => retry(transfer.key)}>
                    {t("files.retry")}
                  </button>
                ) : null}
                <button
                  type="button"
                  aria-label={t("files.remove", { name: transfer.file.name })}
                  onClick={() => drop(transfer.key)}
                >
                  <Icon name="cross" small />
                </button>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      <p className="f-file-said" aria-live="polite">
        {said}
      </p>
      {looking ? (
        <Sheet title={looking.name} onClose={() => setLooking(null)}>
          <img className="f-picture" src={original ?? looking.preview} alt={looking.name} />
          <button type="button" className="f-close" onClick={() => setLooking(null)}>
            {t("field.close")}
          </button>
        </Sheet>
      ) : null}
    </div>
  );
}

interface MovingTileProps {
  transfer: Transfer;
  onPause: () => void;
  onGoOn: () => void;
  onCancel: () => void;
}

function MovingTile({ transfer, onPause, onGoOn, onCancel }: MovingTileProps) {
  const { t } = useFieldEnvironment();
  const percent = Math.round(transfer.share * 100);
  const name = transfer.file.name;
  const paused = transfer.state === "paused";
  const large = canPause(transfer);
  const note = paused
    ? t("files.paused", { percent })
    : transfer.state === "waiting"
      ? t("files.waiting")
      : transfer.lost
        ? t("files.lost", { percent })
        : `${percent}%`;
  return (
    <li className={`f-file-tile f-moving${large ? " f-large" : ""}`}>
      <FileFace
        name={name}
        note={note}
        type={transfer.file.type}
        picture={large ? undefined : (transfer.preview ?? undefined)}
      />
      <span
        className="f-bar"
        role="progressbar"
        aria-label={t("files.sending", { name })}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={note}
      >
        <i style={{ inlineSize: `${percent}%` }} />
      </span>
      {large ? (
        <button
          type="button"
          className="f-remove f-pause"
          aria-label={t(paused ? "files.go_on" : "files.pause", { name })}
          title={t(paused ? "files.go_on" : "files.pause", { name })}
          onClick={paused ? onGoOn : onPause}
        >
          <span>
            <Icon name={paused ? "play" : "pause"} />
          </span>
        </button>
      ) : null}
      <RemoveButton label={t("files.cancel", { name })} onClick={onCancel} />
    </li>
  );
}

interface FileFaceProps {
  name: string;
  note: string;
  type: string;
  picture?: string;
  onLook?: () => void;
}

function FileFace({ name, note, type, picture, onLook }: FileFaceProps) {
  const { t } = useFieldEnvironment();
  const [broken, setBroken] = useState(false);
  if (picture && !broken) {
    const image = <img src={picture} alt={name} loading="lazy" onError={() => setBroken(true)} />;
    return onLook ? (
      <button
        type="button"
        className="f-shot"
        aria-label={t("files.look", { name })}
        onClick={onLook}
      >
        {image}
      </button>
    ) : (
      <span className="f-shot">{image}</span>
    );
  }
  return (
    <span className="f-doc">
      <Icon name={iconOf(type)} />
      <span>
        <b>{name}</b>
        <small>
          <span className="f-ltr">{note}</span>
        </small>
      </span>
    </span>
  );
}

function RemoveButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" className="f-remove" aria-label={label} title={label} onClick={onClick}>
      <span>
        <Icon name="cross" />
      </span>
    </button>
  );
}

function FilesView({ value }: FieldViewProps) {
  const environment = useFieldEnvironment();
  const ids = asList(value);
  if (ids.length === 0) return <Nothing label={environment.t("field.empty")} />;
  return (
    <ul className="f-file-tiles">
      {ids.map((id) => {
        const info = environment.files[id];
        const address = info?.look ?? environment.fileAddress?.(id);
        const face = (
          <FileFace
            name={info?.name ?? environment.t("files.unnamed")}
            note={info?.size ? showSize(info.size) : ""}
            type={info?.type ?? ""}
            picture={info?.preview}
          />
        );
        return (
          <li key={id} className="f-file-tile">
            {address ? <a href={address}>{face}</a> : face}
          </li>
        );
      })}
    </ul>
  );
}

export const fieldKind: FieldKind = {
  icon: "clip",
  look: "block",
  role: "group",
  ask: "add",
  compares: "list",
  width: 96,
  text: (value, _field, { t }) => {
    const count = asList(value).length;
    return count > 0 ? t("files.count", { count }) : "";
  },
  unsorted: true,
  Input: FilesInput,
  View: FilesView,
  check: (value, field) =>
    field.max_files && asList(value).length > field.max_files
      ? { code: "too_many_files", values: { limit: field.max_files } }
      : null,
  limits: (field, t) => {
    const parts = field.required ? [] : [t("field.optional")];
    if (field.max_files) parts.push(t("files.limit_count", { count: field.max_files }));
    if (field.max_mb) parts.push(t("files.limit_size", { size: field.max_mb }));
    return parts.join(t("field.comma"));
  },
};
