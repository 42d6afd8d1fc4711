import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fileUrl } from "../../api/client";
import type { UploadedFile } from "../../api/types";
import { Icon } from "../../app/icon";
import { fileSize } from "../../app/words";
import { picturesOf } from "../../fields";
import type { Attachments } from "./use-attachments";
import "./attachments.css";

/** What the comment will carry: what has arrived, what is on its way and what did not get there. */
export function ComposerFiles({
  files,
  attachments,
  onRemove,
}: {
  files: readonly UploadedFile[];
  attachments: Attachments;
  onRemove: (id: string) => void;
}) {
  const { t } = useTranslation();
  const { moving, said, retry, drop } = attachments;
  return (
    <>
      {files.length + moving.length > 0 ? (
        <ul className="composer-files" aria-label={t("files.title")}>
          {files.map((file) => (
            <li key={file.id} className="composer-file">
              <Face file={file} />
              <span className="clip" title={file.name}>
                {file.name}
              </span>
              <span className="quiet">{fileSize(file.size)}</span>
              <Remove label={t("composer.file_remove", file)} onClick={() => onRemove(file.id)} />
            </li>
          ))}
          {moving.map(({ key, file, share, lost, trouble, again }) => {
            const percent = Math.round(share * 100);
            return (
              <li key={key} className={trouble ? "composer-file is-failed" : "composer-file"}>
                <Icon name={trouble ? "late" : "clock"} size="s" />
                <span className="clip" title={file.name}>
                  {file.name}
                </span>
                {trouble ? (
                  <span className="composer-trouble" role="alert">
                    {trouble}
                  </span>
                ) : (
                  <span className="quiet">{lost ? t("composer.file_lost") : `${percent}%`}</span>
                )}
                {trouble && again ? (
                  <button type="button" className="text-link" onClick={() => retry(key)}>
                    {t("trouble.retry")}
                  </button>
                ) : null}
                <Remove
                  label={t(trouble ? "composer.file_remove" : "composer.file_cancel", {
                    name: file.name,
                  })}
                  onClick={() => drop(key)}
                />
                {trouble ? null : (
                  <span
                    className="composer-bar"
                    role="progressbar"
                    aria-label={t("composer.file_sending", { name: file.name })}
                    aria-valuemin={0}
                    aria-valuemax={100}
                    aria-valuenow={percent}
                  >
                    <i style={{ inlineSize: `${percent}%` }} />
                  </span>
                )}
              </li>
            );
          })}
        </ul>
      ) : null}
      <p className="composer-said" aria-live="polite">
        {said}
      </p>
    </>
  );
}

/** A small picture where there is one. */
function Face({ file }: { file: UploadedFile }) {
  const [broken, setBroken] = useState(false);
  const picture = picturesOf(fileUrl(file.id), file.type);
  if (!picture || broken) return <Icon name="file" size="s" />;
  return (
    <img className="composer-face" src={picture.preview} alt="" onError={() => setBroken(true)} />
  );
}

function Remove({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button
      type="button"
      className="composer-remove"
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      <Icon name="x" size="s" />
    </button>
  );
}
