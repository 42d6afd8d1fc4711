import { Popover } from "antd";
import { useTranslation } from "react-i18next";
import { ROOT } from "../../api/client";
import type { Form } from "../../api/types";
import { Icon } from "../../app/icon";
import { useSaying } from "../../app/saying";
import { copyText } from "../../ui/copy-text";

/** How customers reach the form: link, QR code, a sheet to print. */
export function ShareForm({
  form,
  address,
}: {
  form: Form;
  address: { slug: string; url: string };
}) {
  const { t } = useTranslation();
  const { done, failed } = useSaying();
  const code = `${ROOT}/public/forms/${encodeURIComponent(address.slug)}/qr`;

  async function copy() {
    if (await copyText(address.url)) done(t("share.copied"));
    else failed(null);
  }

  /** A page with nothing but name, code and address goes to the printer. */
  function print() {
    const frame = document.createElement("iframe");
    frame.style.cssText = "position:fixed;inset:auto 0 0 auto;width:0;height:0;border:0";
    document.body.append(frame);
    const page = frame.contentDocument;
    if (!page) return;
    page.title = form.name;
    page.body.style.cssText = "margin:15vh auto;text-align:center;font-family:sans-serif";
    const title = page.createElement("h1");
    title.textContent = form.name;
    const picture = page.createElement("img");
    picture.style.cssText = "width:9cm;height:9cm;margin:1cm auto;display:block";
    const words = page.createElement("p");
    words.textContent = t("share.scan");
    const link = page.createElement("p");
    link.textContent = address.url;
    page.body.append(title, picture, words, link);
    picture.onload = () => {
      frame.contentWindow?.print();
      setTimeout(() => frame.remove(), 60_000);
    };
    picture.onerror = () => {
      frame.remove();
      failed(null);
    };
    picture.src = `${code}.svg`;
  }

  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      arrow={false}
      content={
        <section className="share" aria-label={t("share.title", { form: form.name })}>
          <img src={`${code}.svg`} alt={t("share.code_of", { form: form.name })} />
          <div className="share-side">
            <b>{t("share.title", { form: form.name })}</b>
            <p>{t("share.text")}</p>
            <div className="share-link">
              <a className="clip" href={address.url} target="_blank" rel="noreferrer">
                {address.url}
              </a>
              <button
                type="button"
                className="btn btn-small btn-icon"
                aria-label={t("share.copy")}
                title={t("share.copy")}
                onClick={() => void copy()}
              >
                <Icon name="copy" />
              </button>
            </div>
            <div className="row">
              <a className="btn btn-small" href={`${code}.png`} download={`${form.name}.png`}>
                <Icon name="download" />
                {t("share.download")}
              </a>
              <button type="button" className="btn btn-small" onClick={print}>
                <Icon name="print" />
                {t("share.print")}
              </button>
            </div>
          </div>
        </section>
      }
    >
      <button type="button" className="btn share-button" aria-label={t("share.open")}>
        <Icon name="share" />
        <span>{t("share.open")}</span>
      </button>
    </Popover>
  );
}
