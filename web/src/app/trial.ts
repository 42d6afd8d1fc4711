import { queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, call, carryToken } from "../api/client";
import type { components } from "../api/schema";

export type Trial = components["schemas"]["TrialIdentity"];

/** Tells other tabs of the browser that this session is somebody else now. */
const CHANNEL = "helpwright-trial";
const CUSTOMER = "customer";
const LOOK_AGAIN = 700;

/** Whom the session tries out being; null for whoever is just themselves. */
export const trialQuery = queryOptions({
  queryKey: ["trial"],
  queryFn: async ({ signal }) => (await call(api.GET("/trial", { signal }))).trial ?? null,
  retry: false,
});

export function samplesQuery(app: string) {
  return queryOptions({
    queryKey: ["samples", app],
    queryFn: ({ signal }) =>
      call(api.GET("/apps/{app}/samples", { params: { path: { app } }, signal })),
    refetchInterval: ({ state }) => (state.data?.state === "making" ? LOOK_AGAIN : false),
  });
}

export function checklistQuery(app: string) {
  return queryOptions({
    queryKey: ["checklist", app],
    queryFn: ({ signal }) =>
      call(api.GET("/apps/{app}/checklist", { params: { path: { app } }, signal })),
    refetchOnMount: "always",
  });
}

/** This page is on its way to another: what it tells the other tabs is not meant for itself. */
let leaving = false;

/** Everything on the screen belongs to the world that was left: the page begins anew. */
function goTo(path: string): void {
  leaving = true;
  if (typeof BroadcastChannel !== "undefined") new BroadcastChannel(CHANNEL).postMessage("changed");
  window.location.assign(path);
}

/** Be somebody of the samples from now on; leads to where they begin. */
export async function stepIn(app: string, role: string): Promise<void> {
  const { trial, csrf_token } = await call(api.POST("/trial", { body: { app, role } }));
  carryToken(csrf_token);
  if (trial) goTo(trial.open);
}

/** Be oneself again. */
export async function leaveTrial(): Promise<void> {
  const { csrf_token } = await call(api.DELETE("/trial"));
  carryToken(csrf_token);
}

/** Be oneself again; leads back to the app. */
export async function stepOut(app: string | undefined): Promise<void> {
  await leaveTrial();
  goTo(app ? `/studio/${app}` : "/");
}

export function isCustomer(trial: Trial | null | undefined): boolean {
  return trial?.role === CUSTOMER;
}

/** The trial of this session; when another tab begins or ends one, this page begins anew too. */
export function useTrial(): Trial | null | undefined {
  useEffect(() => {
    if (typeof BroadcastChannel === "undefined") return;
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = () => {
      if (!leaving) window.location.reload();
    };
    return () => channel.close();
  }, []);
  return useQuery(trialQuery).data;
}
