import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { goodKey } from "../document";

export interface KeyInputProps {
  value: string;
  /** It was published: it stays. */
  fixed: boolean;
  taken: (key: string) => boolean;
  onRename: (key: string) => void;
  id?: string;
  most?: number;
}

/** The key of an element, to be changed until it is published for the first time. */
export function KeyInput({ value, fixed, taken, onRename, id, most = 40 }: KeyInputProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string | null>(null);
  const shown = draft ?? value;
  const wrong =
    draft === null || draft === value
      ? null
      : !goodKey(draft, most)
        ? t("settings_panel.key_malformed", { most })
        : taken(draft)
          ? t("settings_panel.key_taken")
          : null;
  function finish() {
    if (draft !== null && draft !== value && !wrong) onRename(draft);
    setDraft(null);
  }
  return (
    <div className="s-key">
      <Input
        id={id}
        aria-label={t("settings_panel.key")}
        className="s-mono"
        value={shown}
        disabled={fixed}
        status={wrong ? "error" : undefined}
        maxLength={most}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={finish}
        onPressEnter={finish}
        onKeyDown={(event) => {
          if (event.key === "Escape") setDraft(null);
        }}
      />
      {wrong ? <p className="s-wrong">{wrong}</p> : null}
    </div>
  );
}
