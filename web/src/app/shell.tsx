import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, Navigate, Outlet, useLocation } from "react-router";
import { ApiError } from "../api/errors";
import { serverNow } from "../api/server-time";
import { PaletteOverlay } from "../features/palette/overlay";
import { duePath, isDue } from "../features/session/due-path";
import { AwayLine } from "./away-line";
import { useBackCloses } from "./back-closes";
import { Bones } from "./bones";
import { useDialogFocus } from "./dialog-focus";
import { Icon } from "./icon";
import { startLive } from "./live";
import { startOutbox } from "./outbox";
import { PhoneNav } from "./phone-nav";
import { workspaceQuery } from "./queries";
import { Rail } from "./rail";
import { usePhone } from "./screen";
import { Side } from "./side";
import { TrialBar } from "./trial-bar";
import { Trouble } from "./trouble";
import { tidyUnsent } from "./unsent";

/** Where the person was, for after signing in. */
export function signInPath(pathname: string, search: string): string {
  const here = pathname + search;
  return here === "/" || here === "/tasks"
    ? "/sign-in"
    : `/sign-in?return=${encodeURIComponent(here)}`;
}

/** The signed-in part: the frame around every screen, with the line for pushed changes. */
export function Shell() {
  const { t } = useTranslation();
  const { pathname, search } = useLocation();
  const queries = useQueryClient();
  const { data: workspace, error, refetch } = useQuery(workspaceQuery);
  const person = workspace?.person.id;

  useEffect(() => (person ? startLive(queries) : undefined), [queries, person]);
  // The server has told the time by then.
  useEffect(() => (person ? tidyUnsent(serverNow()) : undefined), [person]);
  useEffect(() => (person ? startOutbox(person, queries) : undefined), [queries, person]);
  const phone = usePhone();
  useBackCloses(phone);
  useDialogFocus();

  if (error instanceof ApiError && error.signedOut) {
    // Who was at work is told why they stand before the door.
    const state = { ended: workspace !== undefined };
    return <Navigate to={signInPath(pathname, search)} state={state} replace />;
  }
  if (isDue(error)) return <Navigate to={duePath(pathname + search)} replace />;
  if (error && !workspace) return <Trouble whole error={error} retry={() => void refetch()} />;
  const sideless = pathname.startsWith("/dashboards") || pathname.startsWith("/studio");
  return (
    <div className={sideless ? "console is-sideless" : "console"}>
      <a className="skip" href="#page">
        {t("shell.skip")}
      </a>
      {person ? <TrialBar /> : null}
      <Rail workspace={workspace} />
      {sideless ? null : <Side workspace={workspace} />}
      {workspace?.trial_messages ? (
        <aside className="trial-banner" aria-label={t("shell.trial")}>
          <Icon name="info" size="s" />
          <span>{t("shell.trial")}</span>
          {workspace.can_read_messages ? (
            <Link to="/admin/messages">{t("shell.trial_look")}</Link>
          ) : null}
        </aside>
      ) : null}
      {phone && person ? <AwayLine /> : null}
      <main className="page" id="page" tabIndex={-1}>
        {workspace ? (
          <Suspense fallback={<Bones />}>
            <Outlet />
          </Suspense>
        ) : (
          <Bones />
        )}
      </main>
      <PhoneNav workspace={workspace} />
      {workspace ? <PaletteOverlay workspace={workspace} /> : null}
    </div>
  );
}
