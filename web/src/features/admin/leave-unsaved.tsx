import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker } from "react-router";
import { Dialog, DialogFoot } from "../../app/dialog";

/**
 * Leaving a page with something `unsaved` asks first: by the browser's way back, and by what calls the function that this
 * answers. `onLeave` gives it up. On a phone the way back presses the cross, and stays on the page.
 */
export function useLeaving(
  unsaved: boolean,
  onLeave: () => void,
): { leave: () => void; asking: ReactNode } {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const blocker = useBlocker(
    ({ historyAction, currentLocation, nextLocation }) =>
      unsaved && historyAction === "POP" && currentLocation.pathname !== nextLocation.pathname,
  );
  const blocked = blocker.state === "blocked";
  function stay() {
    setAsked(false);
    if (blocked) blocker.reset();
  }
  function giveUp() {
    setAsked(false);
    onLeave();
    if (blocked) blocker.proceed();
  }
  const asking =
    asked || blocked ? (
      <Dialog title={t("dialog.unsaved_title")} width={420} onClose={stay}>
        <p>{t("dialog.unsaved_say")}</p>
        <DialogFoot>
          <button type="button" className="btn" onClick={stay}>
            {t("dialog.unsaved_stay")}
          </button>
          <button type="button" className="btn btn-danger" onClick={giveUp}>
            {t("dialog.unsaved_leave")}
          </button>
        </DialogFoot>
      </Dialog>
    ) : null;
  return { leave: () => (unsaved ? setAsked(true) : onLeave()), asking };
}
