import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import { useSaying } from "../../app/saying";
import { copyText } from "../../ui/copy-text";
import "./account.css";

/** Recovery codes, shown this once: to copy or to keep as a file. */
export function RecoveryList({ codes }: { codes: string[] }) {
  const { t } = useTranslation();
  const { done } = useSaying();
  const text = codes.join("\n");
  return (
    <div className="codes">
      <ol>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className="row">
        <button
          type="button"
          className="btn"
          onClick={async () => {
            if (await copyText(text)) done(t("account.copied"));
          }}
        >
          <Icon name="copy" />
          {t("account.copy_codes")}
        </button>
        <a
          className="btn"
          download={`${t("account.recovery_codes")}.txt`}
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${text}\n`)}`}
        >
          <Icon name="download" />
          {t("account.save_codes")}
        </a>
      </div>
    </div>
  );
}
