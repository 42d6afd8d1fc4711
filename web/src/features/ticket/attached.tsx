import { Image } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fileUrl } from "../../api/client";
import { Icon } from "../../app/icon";
import { fileSize } from "../../app/words";
import { picturesOf } from "../../fields";
import { LongList } from "./long-text";
import "./attachments.css";

export interface AttachedFile {
  id: string;
  name: string;
  size: number;
  type: string;
}

/** Pictures to look at, other files to download; of hundreds the first, all of them when that is wanted. */
export function AttachedFiles({ files }: { files: readonly AttachedFile[] }) {
  const { t } = useTranslation();
  return (
    <LongList
      list={files}
      draw={(first) => <Attached files={first} />}
      name={(n) => t("files.unfold", { n })}
    />
  );
}

function Attached({ files }: { files: readonly AttachedFile[] }) {
  const { t } = useTranslation();
  const [broken, setBroken] = useState<ReadonlySet<string>>(new Set());
  const pictures = files.flatMap((file) => {
    const at = broken.has(file.id) ? null : picturesOf(fileUrl(file.id), file.type);
    return at ? [{ ...file, ...at }] : [];
  });
  const shown = new Set(pictures.map((file) => file.id));
  const others = files.filter((file) => !shown.has(file.id));
  return (
    <>
      {pictures.length > 0 ? (
        <Image.PreviewGroup
          preview={{
            actionsRender: (actions, { current }) => {
              const file = pictures[current];
              return (
                <>
                  {file ? <Original file={file} /> : null}
                  {actions}
                </>
              );
            },
          }}
        >
          <div className="thumbs">
            {pictures.map((file) => (
              <Image
                key={file.id}
                className="thumb"
                src={file.preview}
                alt={file.name}
                width={96}
                height={72}
                preview={{ src: file.look, cover: <Icon name="eye" /> }}
                onError={() => setBroken((before) => new Set(before).add(file.id))}
              />
            ))}
          </div>
        </Image.PreviewGroup>
      ) : null}
      {others.map((file) => (
        <a
          key={file.id}
          className="link attached-file"
          href={fileUrl(file.id, true)}
          download={file.name}
          title={t("files.download", { name: file.name })}
        >
          <Icon name="file" />
          <span className="clip grow">{file.name}</span>
          <span className="end quiet">{fileSize(file.size)}</span>
        </a>
      ))}
    </>
  );
}

/** The picture as it was sent; what is looked at may have been made of it. */
function Original({ file }: { file: AttachedFile }) {
  const { t } = useTranslation();
  return (
    <a
      className="picture-original"
      href={fileUrl(file.id, true)}
      download={file.name}
      title={t("files.download", { name: file.name })}
    >
      <Icon name="download" />
      {t("files.original")}
      <span>{fileSize(file.size)}</span>
    </a>
  );
}
