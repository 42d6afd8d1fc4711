import { useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router";
import { once } from "../../api/client";
import type { Form, RecordDetail } from "../../api/types";
import { useCommands } from "../../app/commands";
import { Icon } from "../../app/icon";
import { post } from "../../app/outbox";
import { useWorkspace } from "../../app/queries";
import { usePhone } from "../../app/screen";
import { customerFields, textOf } from "../records/customer-of";
import { ComposerFiles } from "./composer-files";
import type { ChangeDraft, Draft } from "./draft";
import { stillThere } from "./mention";
import { MentionList } from "./mention-list";
import { useAttachments } from "./use-attachments";
import { useMentions } from "./use-mentions";

type Mode = "reply" | "note";

/** Where one writes: to the customer or only for colleagues, unlike beyond doubt. */
export function Composer({
  form,
  record,
  draft,
  changeDraft,
  onType,
  brief = false,
}: {
  form: Form;
  record: RecordDetail;
  draft: Draft;
  changeDraft: ChangeDraft;
  /** Tells those who look at the record too. */
  onType: () => void;
  /** Only the tabs until one writes. */
  brief?: boolean;
}) {
  const { t } = useTranslation();
  const phone = usePhone();
  const queries = useQueryClient();
  const { person } = useWorkspace();
  const { state } = useLocation();
  const box = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const mayReply = form.case && record.access.comment.includes("public");
  const modes: Mode[] = mayReply ? ["reply", "note"] : ["note"];
  const wished = (state as { compose?: Mode } | null)?.compose;
  const [chosen, setMode] = useState<Mode>(
    wished ?? (draft.note && !draft.reply ? "note" : "reply"),
  );
  const mode: Mode = modes.includes(chosen) ? chosen : "note";
  const text = draft[mode];
  const [writing, setWriting] = useState(wished !== undefined);
  const files = draft.files[mode];
  const written = draft.reply || draft.note || draft.files.reply.length || draft.files.note.length;
  const folded = brief && !writing && !written;
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const attachments = useAttachments(form.key, record.id, mode, files.length, (file, box) =>
    changeDraft((now) => ({ files: { ...now.files, [box]: [...now.files[box], file] } })),
  );
  const { moving } = attachments;
  const ready = moving.length === 0 && (text.trim() !== "" || files.length > 0);
  const customer = textOf(record.values, customerFields(form).name) || t("stream.said.customer");
  const mentions = useMentions({
    form: form.key,
    record: record.id,
    on: mode === "note",
    box,
    onText: (note, picked) =>
      changeDraft((now) => ({ note, mentions: { ...now.mentions, [picked.id]: picked.name } })),
  });

  function submit() {
    const said = text.trim();
    if (!ready) return;
    post(
      {
        key: once().header["Idempotency-Key"],
        person: person.id,
        form: form.key,
        record: record.id,
        text: said,
        visibility: mode === "reply" ? "public" : "internal",
        mentions: mode === "note" ? stillThere(said, draft.mentions) : {},
        files,
      },
      queries,
    );
    changeDraft((now) => ({
      ...(mode === "note" ? { note: "", mentions: {} } : { reply: "" }),
      files: { ...now.files, [mode]: [] },
    }));
  }

  /** Takes in what was dropped, pasted or chosen; the box opens for it. */
  function take(list: FileList | null) {
    if (!list?.length) return;
    setWriting(true);
    attachments.add(Array.from(list));
  }

  function onDrag(event: DragEvent) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    setOver(true);
  }

  function turnTo(next: Mode) {
    setMode(next);
    setWriting(true);
    requestAnimationFrame(() => box.current?.focus());
  }

  useCommands(
    modes.map((each) => ({
      id: each,
      name: t(`composer.${each}`),
      group: "here" as const,
      icon: each === "reply" ? ("reply" as const) : ("lock" as const),
      keys: each === "reply" ? "r" : "m",
      run: () => turnTo(each),
    })),
    record.number || record.title,
  );

  return (
    <form
      className={`composer is-${mode}${folded ? " is-folded" : ""}${over ? " is-over" : ""}`}
      onDragEnter={onDrag}
      onDragOver={onDrag}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
      onPaste={(event) => {
        if (event.clipboardData.files.length === 0) return;
        event.preventDefault();
        take(event.clipboardData.files);
      }}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="composer-tabs">
        <div role="tablist" aria-label={t("composer.title")}>
          {modes.map((each) => (
            <button
              key={each}
              type="button"
              role="tab"
              aria-selected={mode === each}
              className={mode === each ? "composer-tab is-on" : "composer-tab"}
              onClick={() => turnTo(each)}
            >
              <Icon name={each === "reply" ? "reply" : "lock"} />
              {t(`composer.${each}`)}
              {phone ? null : <kbd className="kbd">{each === "reply" ? "R" : "M"}</kbd>}
            </button>
          ))}
        </div>
        <span className="composer-to clip">
          {mode === "reply" ? t("composer.to", { name: customer }) : t("composer.inside")}
        </span>
      </div>
      {over ? <p className="composer-drop">{t(`composer.drop_${mode}`)}</p> : null}
      {folded ? null : (
        <>
          {mentions.open ? (
            <MentionList
              id={listId}
              people={mentions.people}
              chosen={mentions.chosen}
              loading={mentions.loading}
              onPick={mentions.pick}
            />
          ) : null}
          <textarea
            ref={box}
            className="composer-text"
            dir="auto"
            rows={2}
            value={text}
            // biome-ignore lint/a11y/noAutofocus: one came here to write
            autoFocus={wished !== undefined}
            aria-label={t(`composer.${mode}`)}
            placeholder={t(`composer.hint_${mode}`)}
            {...(mentions.open
              ? {
                  "aria-controls": listId,
                  "aria-activedescendant": `${listId}-${mentions.chosen}`,
                }
              : {})}
            onChange={(event) => {
              const said = event.target.value;
              changeDraft(() => ({ [mode]: said }));
              mentions.look();
              onType();
            }}
            onClick={mentions.look}
            onBlur={mentions.close}
            onKeyDown={(event) => {
              if (mentions.onKey(event)) return;
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
                event.preventDefault();
                submit();
              }
              if (event.key === "Escape" && !event.nativeEvent.isComposing) {
                event.currentTarget.blur();
                setWriting(false);
              }
            }}
          />
          <ComposerFiles
            files={files}
            attachments={attachments}
            onRemove={(id) =>
              changeDraft((now) => ({
                files: { ...now.files, [mode]: now.files[mode].filter((each) => each.id !== id) },
              }))
            }
          />
          <div className="composer-foot">
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              onChange={(event) => {
                take(event.target.files);
                // The same file may be chosen again after it was removed.
                event.target.value = "";
              }}
            />
            <button
              type="button"
              className="btn btn-plain btn-small btn-icon"
              aria-label={t("composer.attach")}
              title={t("composer.attach_hint")}
              onClick={() => picker.current?.click()}
            >
              <Icon name="clip" />
            </button>
            {mode === "note" ? (
              <button
                type="button"
                className="btn btn-plain btn-small btn-icon"
                aria-label={t("composer.mention")}
                title={t("composer.mention")}
                onClick={() => {
                  changeDraft((now) => ({
                    note: `${now.note}${/\s$|^$/.test(now.note) ? "" : " "}@`,
                  }));
                  requestAnimationFrame(() => {
                    box.current?.focus();
                    mentions.look();
                  });
                }}
              >
                <span aria-hidden="true">@</span>
              </button>
            ) : null}
            <button
              type="submit"
              className={`btn push ${mode === "reply" ? "btn-primary" : "btn-note"}`}
              disabled={!ready}
              title={moving.length > 0 ? t("composer.files_first") : undefined}
            >
              {mode === "note" ? <Icon name="lock" /> : null}
              {t(mode === "reply" ? "composer.send" : "composer.keep")}
              {phone ? null : <kbd className="kbd">Ctrl Enter</kbd>}
            </button>
          </div>
        </>
      )}
    </form>
  );
}
