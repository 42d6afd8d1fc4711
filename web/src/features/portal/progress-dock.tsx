import { Button } from "../../ui/button";
import type { Progress, Verb } from "./model";
import { useTexts } from "./texts";
import { clockTime } from "./time";

export interface ProgressDockProps {
  progress: Progress;
  acting: Verb | null;
  /** When one may urge again, in milliseconds since 1970. */
  urgeAgain: number | null;
  onConfirm: () => void;
  onReject: () => void;
  onUrge: () => void;
  onReply: () => void;
  onRate: () => void;
}

/** What the customer can do now, within reach of a thumb. */
export function ProgressDock({ progress, acting, urgeAgain, ...on }: ProgressDockProps) {
  const { t } = useTexts();
  const can = new Set(progress.verbs);
  if (can.size === 0 && !progress.form_url) return null;
  return (
    <div className="p-dock">
      <div>
        {can.has("reject") ? (
          <Button look="ghost" onClick={on.onReject}>
            {t("verb.reject")}
          </Button>
        ) : null}
        {can.has("confirm") ? (
          <Button busy={acting === "confirm"} onClick={on.onConfirm}>
            {t("verb.confirm")}
          </Button>
        ) : null}
        {can.has("reply") ? (
          <Button look="ghost" icon="chat" onClick={on.onReply}>
            {t("verb.reply")}
          </Button>
        ) : null}
        {can.has("urge") ? (
          <Button
            icon="bell"
            busy={acting === "urge"}
            disabled={urgeAgain !== null}
            onClick={on.onUrge}
          >
            {urgeAgain === null
              ? t("verb.urge")
              : t("verb.urge_at", { time: clockTime(new Date(urgeAgain)) })}
          </Button>
        ) : null}
        {(can.size === 0 || can.has("rate")) && progress.form_url ? (
          <a className="ui-button ui-button-ghost ui-button-touch" href={progress.form_url}>
            {t("form.again")}
          </a>
        ) : null}
        {can.has("rate") ? <Button onClick={on.onRate}>{t("verb.rate")}</Button> : null}
      </div>
    </div>
  );
}
