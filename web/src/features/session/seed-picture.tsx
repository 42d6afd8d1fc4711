import { useTranslation } from "react-i18next";
import type { components } from "../../api/schema";
import { Icon } from "../../app/icon";
import { useSaying } from "../../app/saying";
import { copyText } from "../../ui/copy-text";
import "./account.css";

/** The seed of the second step: to scan, to open on this phone, or to type. */
export function SeedPicture({
  enrolment,
}: {
  enrolment: components["schemas"]["EnrolmentAnswer"];
}) {
  const { t } = useTranslation();
  const { done } = useSaying();
  return (
    <div className="seed">
      <img
        src={`data:image/svg+xml,${encodeURIComponent(enrolment.qr)}`}
        alt={t("account.qr")}
        width={184}
        height={184}
      />
      <a className="btn seed-open" href={enrolment.address}>
        <Icon name="mobile" />
        {t("account.open_app")}
      </a>
      <p className="quiet small">{t("account.or_type")}</p>
      <p className="seed-text">
        <code>{enrolment.secret.replace(/(.{4})(?=.)/g, "$1 ")}</code>
        <button
          type="button"
          className="btn btn-small btn-icon"
          aria-label={t("account.copy_seed")}
          onClick={async () => {
            if (await copyText(enrolment.secret)) done(t("account.copied"));
          }}
        >
          <Icon name="copy" size="s" />
        </button>
      </p>
    </div>
  );
}
