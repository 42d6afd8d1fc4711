import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import { notificationsQuery } from "../../app/queries";
import { NotificationsDrawer } from "./drawer";
import "./notifications.css";

/** How many are unread, in at most three characters. */
export function unreadText(unread: number): string {
  return unread > 99 ? "99+" : String(unread);
}

/** Opens what the person was told; the number says how much of it they have not read yet. */
export function Bell({ className, named = false }: { className: string; named?: boolean }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(notificationsQuery);
  const [open, setOpen] = useState(false);
  const unread = query.data?.pages[0]?.unread ?? 0;
  const name = t(named ? "notifications.short" : "notifications.title");
  return (
    <>
      <button
        type="button"
        className={className}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(true)}
      >
        <Icon name="bell" size="l" />
        {named ? name : <span className="unseen">{name}</span>}
        {unread ? (
          <i className="bell-count" aria-hidden="true">
            {unreadText(unread)}
          </i>
        ) : null}
        {unread ? <span className="unseen">{t("notifications.unread", { n: unread })}</span> : null}
      </button>
      {open ? <NotificationsDrawer query={query} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
