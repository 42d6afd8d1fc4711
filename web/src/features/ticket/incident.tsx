import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call, once } from "../../api/client";
import type { FlowIncident, FlowState } from "../../api/types";
import { Icon } from "../../app/icon";
import { useSaying } from "../../app/saying";

type Decision = FlowIncident["can"][number];

/** A step that could not go on: what is wrong, and the choices of those who may decide. */
export function Incident({ flow, incident }: { flow: FlowState; incident: FlowIncident }) {
  const { t } = useTranslation();
  const { done, failed } = useSaying();
  const queries = useQueryClient();
  const decide = useMutation({
    mutationFn: ({ decision, key }: { decision: Decision; key: ReturnType<typeof once> }) =>
      call(
        api.POST("/instances/{instance_id}/incident", {
          params: { path: { instance_id: flow.instance }, ...key },
          body: { decision, activity: incident.activity },
        }),
      ),
    onSuccess: (_answer, { decision }) => done(t(`incident.done.${decision}`)),
    onError: (error, variables) => failed(error, () => decide.mutate(variables)),
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <div className="incident" role="alert">
      <p>
        <Icon name="late" size="s" />
        <span>{t(`incident.${incident.code}`, { name: incident.name })}</span>
      </p>
      <div className="row">
        {incident.can.map((decision) => (
          <button
            key={decision}
            type="button"
            className={decision === "retry" ? "btn btn-primary btn-small" : "btn btn-small"}
            disabled={decide.isPending}
            onClick={() => decide.mutate({ decision, key: once() })}
          >
            {t(`incident.${decision}`)}
          </button>
        ))}
      </div>
    </div>
  );
}
