import { Image } from "antd";
import { useTranslation } from "react-i18next";
import { fileUrl } from "../../api/client";
import type { Form, RecordDetail } from "../../api/types";
import { Icon } from "../../app/icon";
import { fileSize } from "../../app/words";

/** Pictures to look at, other files to download. */
export function FilesPart({ form, record }: { form: Form; record: RecordDetail }) {
  const { t } = useTranslation();
  const ids = form.fields
    .filter((field) => field.type === "files")
    .flatMap((field) => {
      const value = record.values[field.key];
      return Array.isArray(value) ? value : [];
    });
  const files = ids.flatMap((id) => {
    const file = record.related.files[id];
    return file ? [{ id, ...file }] : [];
  });
  if (files.length === 0) return null;
  const pictures = files.filter((file) => /^image\/(png|jpeg|gif|webp|avif|bmp)$/.test(file.type));
  return (
    <section className="part" aria-label={t("files.title")}>
      <div className="part-head">
        <h2>{t("files.title")}</h2>
        <span className="count">{files.length}</span>
      </div>
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
      {files.map((file) => (
        <a
          key={file.id}
          className="link"
          href={fileUrl(file.id, true)}
          download={file.name}
          title={t("files.download", { name: file.name })}
        >
          <Icon name="file" />
          <span className="clip grow">{file.name}</span>
          <span className="end quiet">{fileSize(file.size)}</span>
        </a>
      ))}
    </section>
  );
}
