import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { Drawer } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, call } from "../../api/client";
import type { Notification } from "../../api/types";
import { Bones } from "../../app/bones";
import { Icon, type IconName } from "../../app/icon";
import { recordPath } from "../../app/places";
import { notificationsQuery } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";
import { Moment } from "../../app/signs";
import { Trouble } from "../../app/trouble";
import { MoreOnScroll } from "../records/more-on-scroll";
import { PreferencesForm } from "./preferences-form";

interface Page {
  items: Notification[];
  unread: number;
}

/** What led to it, as a sign. */
function signOf(event: string | null): IconName {
  if (event?.startsWith("task_")) return "tasks";
  if (event === "record_created") return "ticket";
  if (event === "record_updated") return "edit";
  if (event === "late" || event === "actions_due") return "late";
  return "bell";
}

/** The list, newest first; opening one leads to its record and marks it as read. */
export function NotificationsDrawer({
  query,
  onClose,
}: {
  query: UseInfiniteQueryResult<InfiniteData<Page>>;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const phone = usePhone();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { failed } = useSaying();
  const [choosing, setChoosing] = useState(false);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const unread = query.data?.pages[0]?.unread ?? 0;
  const fresh = () => queries.invalidateQueries({ queryKey: notificationsQuery.queryKey });
  const read = useMutation({
    mutationFn: (id: string) =>
      call(
        api.POST("/notifications/{notification_id}/read", {
          params: { path: { notification_id: id } },
        }),
      ),
    onSuccess: fresh,
  });
  const readAll = useMutation({
    mutationFn: () => call(api.POST("/notifications/read_all")),
    onSuccess: fresh,
    onError: (error) => failed(error, () => readAll.mutate()),
  });

  function open({ id, record, read_at: readAt }: Notification) {
    if (!readAt) read.mutate(id);
    if (!record) return;
    onClose();
    navigate(recordPath(record.form, record.id));
  }

  return (
    <Drawer
      open
      onClose={onClose}
      placement={phone ? "bottom" : "left"}
      size={phone ? "85%" : 400}
      title={t(choosing ? "notifications.choose" : "notifications.title")}
      closable={{ "aria-label": t("dialog.close") }}
      className="notifications"
      extra={
        <span className="row">
          {!choosing && unread ? (
            <button
              type="button"
              className={phone ? "btn btn-touch" : "btn btn-small"}
              disabled={readAll.isPending}
              onClick={() => readAll.mutate()}
            >
              <Icon name="check" size="s" />
              {t("notifications.read_all")}
            </button>
          ) : null}
          <button
            type="button"
            className={phone ? "btn btn-touch" : "btn btn-small"}
            {...(choosing
              ? {}
              : { "aria-label": t("notifications.choose"), title: t("notifications.choose") })}
            onClick={() => setChoosing(!choosing)}
          >
            <Icon name={choosing ? "back" : "gear"} size="s" />
            {choosing ? t("notifications.back") : null}
          </button>
        </span>
      }
    >
      {choosing ? <PreferencesForm onDone={() => setChoosing(false)} /> : null}
      {!choosing && query.isPending ? <Bones /> : null}
      {!choosing && query.error && !query.data ? (
        <Trouble error={query.error} retry={() => void query.refetch()} />
      ) : null}
      {!choosing && query.data && items.length === 0 ? (
        <section className="nothing">
          <Icon name="bell" />
          <h2>{t("notifications.empty_title")}</h2>
          <p>{t("notifications.empty_text")}</p>
        </section>
      ) : null}
      {!choosing && items.length > 0 ? (
        <ul>
          {items.map((each) => (
            <li key={each.id}>
              <button
                type="button"
                className={each.read_at ? "told" : "told is-unread"}
                onClick={() => open(each)}
              >
                <Icon name={signOf(each.event)} />
                <span className="told-said">
                  <b>{each.title}</b>
                  {each.text ? (
                    <span className="told-text">{each.text.replace(/\n\s*\n/g, "\n")}</span>
                  ) : null}
                  <Moment at={each.at} className="told-at" />
                </span>
                {each.read_at ? null : (
                  <i className="told-dot" role="img" aria-label={t("notifications.new")} />
                )}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {choosing ? null : <MoreOnScroll query={query} />}
    </Drawer>
  );
}
