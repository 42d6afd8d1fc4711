import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import { type OutItem, send, takeOut } from "../../app/outbox";
import { Face } from "../../app/signs";
import type { ChangeDraft } from "./draft";

/** What one wrote and the server does not have yet: how it stands, and what can be done. */
export function OnItsWay({
  item,
  name,
  changeDraft,
}: {
  item: OutItem;
  name: string;
  changeDraft: ChangeDraft;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const note = item.visibility === "internal";
  function takeBack() {
    takeOut(item.key);
    const box = note ? "note" : "reply";
    changeDraft((now) => ({
      [box]: [item.text, now[box]].filter(Boolean).join("\n"),
      ...(note ? { mentions: { ...now.mentions, ...item.mentions } } : {}),
      files: { ...now.files, [box]: [...(item.files ?? []), ...now.files[box]] },
    }));
  }
  return (
    <article className={`said is-${note ? "note" : "reply"} is-on-its-way`}>
      <Face name={name} />
      <div>
        <div className="said-head">
          <b>{name}</b>
          {note ? <Icon name="lock" size="s" /> : null}
          <span className={item.state === "refused" ? "on-its-way is-refused" : "on-its-way"}>
            <Icon name={item.state === "refused" ? "late" : "clock"} size="s" />
            {item.state === "refused"
              ? t("outbox.refused", { why: item.why || t("trouble.other.title") })
              : t(item.state === "waiting" ? "outbox.waiting" : "outbox.sending")}
          </span>
          {item.state === "sending" ? null : (
            <span className="row push">
              <button type="button" className="text-link" onClick={() => void send(item, queries)}>
                {t("trouble.retry")}
              </button>
              <button type="button" className="text-link" onClick={takeBack}>
                {t("outbox.take_back")}
              </button>
            </span>
          )}
        </div>
        {item.text ? <div className="said-body">{item.text}</div> : null}
        {item.files?.length ? (
          <ul className="composer-files">
            {item.files.map((file) => (
              <li key={file.id} className="composer-file">
                <Icon name="clip" size="s" />
                <span className="clip">{file.name}</span>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </article>
  );
}
