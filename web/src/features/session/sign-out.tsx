import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, call } from "../../api/client";
import { DialogFoot } from "../../app/dialog";
import { KEPT_DAYS } from "../../app/left-on-device";
import { tellSignedOut } from "../../app/other-tabs";
import { useSaying } from "../../app/saying";
import { leaveTrial, trialQuery } from "../../app/trial";
import { forgetUnsent, unsentOf } from "../../app/unsent";

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

  function leave(forget: string | null) {
    call(api.DELETE("/session"))
      .then(() => {
        if (forget !== null) forgetUnsent(forget);
        tellSignedOut();
        navigate("/sign-in", { replace: true });
        queries.clear();
      })
      .catch((error: unknown) => failed(error));
  }

  function ask(own: string, n: number, tried: boolean) {
    let chosen = false;
    const asking = modal.confirm({
      title: t("session.unsent_title"),
      content: t("session.unsent_say", { n, days: KEPT_DAYS }),
      icon: null,
      width: 460,
      mask: { closable: true },
      afterClose: () => {
        // The screen still shows the world that was left.
        if (tried && !chosen) window.location.assign("/");
      },
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
                chosen = true;
                asking.destroy();
                leave(forget ? own : null);
              }}
            >
              {t(forget ? "session.unsent_delete" : "session.unsent_keep")}
            </button>
          ))}
        </DialogFoot>
      ),
    });
  }

  async function begin() {
    const tried = Boolean(queries.getQueryData(trialQuery.queryKey));
    let own = person;
    if (tried) {
      // A trial is left first: its token does not end one's own session, and what was written is one's own.
      await leaveTrial();
      own = (await call(api.GET("/session"))).person.id;
    }
    const n = own ? unsentOf(own) : 0;
    if (own && n > 0) ask(own, n, tried);
    else leave(null);
  }

  return () => void begin().catch((error: unknown) => failed(error));
}
