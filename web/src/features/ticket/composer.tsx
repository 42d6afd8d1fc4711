import { type InfiniteData, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call, once } from "../../api/client";
import type { Activity, ActivityPage, Form, RecordDetail } from "../../api/types";
import { Icon } from "../../app/icon";
import { useKeys } from "../../app/keys";
import { activityQuery, useWorkspace } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";
import { customerFields, textOf } from "../records/customer-of";
import type { ChangeDraft, Draft } from "./draft";

type Mode = "reply" | "note";

/** Where one writes: to the customer or only for colleagues, unlike beyond doubt. */
export function Composer({
  form,
  record,
  draft,
  changeDraft,
  brief = false,
}: {
  form: Form;
  record: RecordDetail;
  draft: Draft;
  changeDraft: ChangeDraft;
  /** Only the tabs until one writes. */
  brief?: boolean;
}) {
  const { t } = useTranslation();
  const phone = usePhone();
  const queries = useQueryClient();
  const { person } = useWorkspace();
  const { failed } = useSaying();
  const box = useRef<HTMLTextAreaElement>(null);
  const mayReply = form.case && record.access.comment.includes("public");
  const modes: Mode[] = mayReply ? ["reply", "note"] : ["note"];
  const [chosen, setMode] = useState<Mode>(draft.note && !draft.reply ? "note" : "reply");
  const mode: Mode = modes.includes(chosen) ? chosen : "note";
  const text = draft[mode];
  const [writing, setWriting] = useState(false);
  const folded = brief && !writing && !draft.reply && !draft.note;
  const customer = textOf(record.values, customerFields(form).name);
  const { queryKey } = activityQuery(form.key, record.id);

  const send = useMutation({
    mutationFn: ({ text: said, mode: as, key }: Sending) =>
      call(
        api.POST("/forms/{form}/records/{record_id}/comments", {
          params: { path: { form: form.key, record_id: record.id }, ...key },
          body: { text: said, visibility: as === "reply" ? "public" : "internal" },
        }),
      ),
    onMutate: async ({ text: said, mode: as }) => {
      await queries.cancelQueries({ queryKey });
      const entry: Activity = {
        id: `sending-${Date.now()}`,
        at: new Date().toISOString(),
        type: "comment",
        actor: { kind: "person", id: person.id, name: person.name },
        data: { text: said, visibility: as === "reply" ? "public" : "internal" },
      };
      queries.setQueryData(
        queryKey,
        (before: InfiniteData<ActivityPage> | undefined) =>
          before && {
            ...before,
            pages: before.pages.map((page, index) =>
              index === 0 ? { ...page, items: [entry, ...page.items] } : page,
            ),
          },
      );
      changeDraft(() => ({ [as]: "" }));
      return entry.id;
    },
    onError: (error, sending, id) => {
      queries.setQueryData(
        queryKey,
        (before: InfiniteData<ActivityPage> | undefined) =>
          before && {
            ...before,
            pages: before.pages.map((page) => ({
              ...page,
              items: page.items.filter((entry) => entry.id !== id),
            })),
          },
      );
      // What was written comes back into the box, before anything typed meanwhile.
      changeDraft((now) => ({
        [sending.mode]: [sending.text, now[sending.mode]].filter(Boolean).join("\n"),
      }));
      failed(error, () => send.mutate(sending));
    },
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });

  function submit() {
    const said = text.trim();
    if (said) send.mutate({ text: said, mode, key: once() });
  }

  function turnTo(next: Mode) {
    setMode(next);
    setWriting(true);
    requestAnimationFrame(() => box.current?.focus());
  }

  useKeys({
    r: () => {
      if (mayReply) turnTo("reply");
    },
    m: () => turnTo("note"),
  });

  return (
    <form
      className={`composer is-${mode}${folded ? " is-folded" : ""}`}
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
      {folded ? null : (
        <>
          <textarea
            ref={box}
            className="composer-text"
            rows={2}
            value={text}
            aria-label={t(`composer.${mode}`)}
            placeholder={t(`composer.hint_${mode}`)}
            onChange={(event) => changeDraft(() => ({ [mode]: event.target.value }))}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
                event.preventDefault();
                submit();
              }
              if (event.key === "Escape") {
                event.currentTarget.blur();
                setWriting(false);
              }
            }}
          />
          <div className="composer-foot">
            <button
              type="submit"
              className={`btn push ${mode === "reply" ? "btn-primary" : "btn-note"}`}
              disabled={!text.trim()}
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

interface Sending {
  text: string;
  mode: Mode;
  key: ReturnType<typeof once>;
}
