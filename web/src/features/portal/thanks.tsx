import { useEffect, useRef, useState } from "react";
import { Button } from "../../ui/button";
import { copyText } from "../../ui/copy-text";
import { Icon } from "../../ui/icon";
import { offeredLanguages } from "./language";
import type { PublicForm, Receipt } from "./model";
import { Shell } from "./shell";
import { useTexts } from "./texts";

export interface ThanksProps {
  form: PublicForm;
  receipt: Receipt;
  onAnother: () => void;
}

/** Whether the form's own words say anything that does not stand on this page anyway. */
function saysMore(words: string, known: readonly string[]): boolean {
  const left = known.reduce((rest, each) => rest.replaceAll(each, ""), words);
  return /[\p{L}\p{N}]/u.test(left);
}

/** What one sees after sending: the number, and where to follow it. */
export function Thanks({ form, receipt, onAnother }: ThanksProps) {
  const { t } = useTexts();
  const [copied, setCopied] = useState<"yes" | "no" | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    window.scrollTo(0, 0);
    heading.current?.focus();
  }, []);

  const known = [receipt.number, t("thanks.title"), t("thanks.number")];
  const words = saysMore(receipt.thanks ?? "", known) ? receipt.thanks : "";

  return (
    <Shell company={form.company} title={form.name} offered={offeredLanguages(form.languages)}>
      <section className="p-thanks">
        <span className="p-thanks-mark">
          <Icon name="check" />
        </span>
        <h1 ref={heading} tabIndex={-1}>
          {t("thanks.title")}
        </h1>
        <p>{words || t("thanks.text")}</p>
        <div className="p-card p-number">
          <span>{t("thanks.number")}</span>
          <strong className="p-ltr">{receipt.number}</strong>
          <Button
            look="plain"
            icon={copied === "yes" ? "check" : "copy"}
            onClick={async () => setCopied((await copyText(receipt.number)) ? "yes" : "no")}
          >
            {t(copied === "yes" ? "thanks.copied" : "thanks.copy")}
          </Button>
          <span className="ui-sr" aria-live="polite">
            {copied ? t(copied === "yes" ? "thanks.copied" : "thanks.not_copied") : ""}
          </span>
        </div>
        <div className="p-stack">
          <a className="ui-button ui-button-primary ui-button-touch" href={receipt.progress_url}>
            <span>{t("thanks.progress")}</span>
            <Icon name="forward" flip />
          </a>
          <Button look="ghost" onClick={onAnother}>
            {t("thanks.another")}
          </Button>
        </div>
        <p className="p-small">{t("thanks.keep")}</p>
      </section>
    </Shell>
  );
}
