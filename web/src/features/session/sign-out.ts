import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { api, call } from "../../api/client";
import { tellSignedOut } from "../../app/other-tabs";
import { useSaying } from "../../app/saying";
import { leaveTrial, trialQuery } from "../../app/trial";

/** Ends the session and forgets what was read; drafts stay on the device. */
export function useSignOut(): () => void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { failed } = useSaying();
  return () => {
    // A trial is left first: its token does not end one's own session.
    const first = queries.getQueryData(trialQuery.queryKey) ? leaveTrial() : Promise.resolve();
    first
      .then(() => call(api.DELETE("/session")))
      .then(() => {
        tellSignedOut();
        navigate("/sign-in", { replace: true });
        queries.clear();
      })
      .catch((error: unknown) => failed(error));
  };
}
