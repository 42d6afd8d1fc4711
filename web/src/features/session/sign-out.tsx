import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, call } from "../../api/client";
import { deviceStorage } from "../../app/device";
import { DialogFoot } from "../../app/dialog";
import { forgetUnsent, KEPT_DAYS, unsentOf } from "../../app/left-on-device";
import { tellSignedOut } from "../../app/other-tabs";
import { useSaying } from "../../app/saying";
import { leaveTrial, trialQuery } from "../../app/trial";

/**
 * Ends the session and forgets what was read. What `person` has written and not sent lies on the device: they are asked
 * whether it goes, too.
 */
export function useSignOut(person?: string): () => void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { modal } = App.useApp();
  const { t } = useTranslation();
  const { failed } = useSaying();

  function leave(forget: boolean) {
    // A trial is left first: its token does not end one's own session.
    const first = queries.getQueryData(trialQuery.queryKey) ? leaveTrial() : Promise.resolve();
    first
      .then(() => call(api.DELETE("/session")))
      .then(() => {
        if (forget && person) forgetUnsent(deviceStorage(), person);
        tellSignedOut();
        navigate("/sign-in", { replace: true });
        queries.clear();
      })
      .catch((error: unknown) => failed(error));
  }

  return () => {
    const n = person ? unsentOf(deviceStorage(), person).length : 0;
    if (n === 0) {
      leave(false);
      return;
    }
    const asking = modal.confirm({
      title: t("session.unsent_title"),
      content: t("session.unsent_say", { n, days: KEPT_DAYS }),
      icon: null,
      width: 460,
      mask: { closable: true },
      footer: (
        <DialogFoot>
          <button type="button" className="btn" onClick={() => asking.destroy()}>
            {t("dialog.cancel")}
          </button>
          {[false, true].map((forget) => (
            <button
              key={String(forget)}
              type="button"
              className={forget ? "btn btn-danger" : "btn"}
              onClick={() => {
                asking.destroy();
                leave(forget);
              }}
            >
              {t(forget ? "session.unsent_delete" : "session.unsent_keep")}
            </button>
          ))}
        </DialogFoot>
      ),
    });
  };
}
