import { useTranslation } from "react-i18next";
import type { components } from "../../api/schema";
import { Icon } from "../../app/icon";
import { Moment } from "../../app/signs";
import "./account.css";

export type SessionEntry = components["schemas"]["SessionEntry"];

/** Where somebody is signed in: device, address, last seen; each can be ended. */
export function SessionList({
  sessions,
  onEnd,
  pending,
}: {
  sessions: SessionEntry[];
  onEnd: (session: SessionEntry) => void;
  pending: boolean;
}) {
  const { t } = useTranslation();
  return (
    <ul className="devices">
      {sessions.map((session) => {
        const name =
          [session.browser, session.system].filter(Boolean).join(" · ") || t("account.program");
        return (
          <li key={session.id}>
            <Icon name={session.phone ? "mobile" : "monitor"} />
            <div className="grow">
              <p className="clip">
                <b>{name}</b>
                {session.current ? <span className="tag tag-ok">{t("account.here")}</span> : null}
              </p>
              <p className="quiet small clip">
                {session.address ? `${session.address} · ` : ""}
                {t("account.seen")} <Moment at={session.last_seen_at} />
              </p>
            </div>
            {session.current ? null : (
              <button
                type="button"
                className="btn btn-small"
                aria-label={t("account.end_named", { name })}
                disabled={pending}
                onClick={() => onEnd(session)}
              >
                {t("account.end")}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
