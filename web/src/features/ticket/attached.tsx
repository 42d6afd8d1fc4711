import { Image } from "antd";
import { useTranslation } from "react-i18next";
import { fileUrl } from "../../api/client";
import { Icon } from "../../app/icon";
import { fileSize } from "../../app/words";
import "./attachments.css";

export interface AttachedFile {
  id: string;
  name: string;
  size: number;
  type: string;
}

const SHOWN = /^image\/(png|jpeg|gif|webp|avif|bmp)$/;

/** Pictures to look at, other files to download. */
export function AttachedFiles({ files }: { files: readonly AttachedFile[] }) {
  const { t } = useTranslation();
  const pictures = files.filter((file) => SHOWN.test(file.type));
  const others = files.filter((file) => !SHOWN.test(file.type));
  return (
    <>
      {pictures.length > 0 ? (
        <Image.PreviewGroup>
          <div className="thumbs">
            {pictures.map((file) => (
              <Image
                key={file.id}
                className="thumb"
                src={fileUrl(file.id)}
                alt={file.name}
                width={96}
                height={72}
                preview={{ cover: <Icon name="eye" /> }}
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
