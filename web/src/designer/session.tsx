import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, Suspense, useContext, useEffect, useMemo } from "react";
import { useSearchParams } from "react-router";
import { useStore } from "zustand";
import { freshId } from "../api/client";
import { ApiError } from "../api/errors";
import { Bones } from "../app/bones";
import { deviceStorage } from "../app/device";
import { useWorkspace, workspaceQuery } from "../app/queries";
import { Trouble } from "../app/trouble";
import { patchModel } from "./app-model";
import { useCatalogue } from "./catalogue";
import type { Document, Path, Sort } from "./document";
import { DesignerBones } from "./frame-bones";
import { holdWork, openWork } from "./open-work";
import { textPath } from "./places";
import { openSession, type SessionState, type SessionStore } from "./store";
import { type Artefact, fullName, httpWire, readArtefact, wireOf } from "./wire";

export type { Command } from "./history";
export type { Conflict, SessionState } from "./store";
export type { Artefact, DocumentProblem } from "./wire";

/** This page among the tabs of the browser. */
const PAGE = freshId();

/** For those who bring an open artefact of their own, as tests do. */
export const SessionContext = createContext<SessionStore | null>(null);

export interface DesignerProviderProps {
  app: string;
  /** Kind of the definition: `form`, `flow`, `rule`, `dashboard` … */
  kind: string;
  /** Key of the artefact inside its app. */
  name: string;
  /** The document of an artefact that nobody has yet; absent: it must exist. */
  start?: () => Document;
  /** Nobody is known to have it yet: it is not asked for. Who made one meanwhile is met when it is saved. */
  fresh?: boolean;
  /** Around what is shown while there is no artefact: where only rows of a table may stand. */
  around?: (waiting: ReactNode) => ReactNode;
  children: ReactNode;
}

/** One open artefact for everything inside: read, edited by commands, saved by itself. */
export function DesignerProvider(props: DesignerProviderProps) {
  const { app, kind, name, fresh = false } = props;
  const person = useWorkspace().person.id;
  const { data, error, isFetchedAfterMount, refetch } = useQuery({
    queryKey: ["studio", app, kind, name],
    queryFn: async ({ signal }) => {
      const asOf = openWork(person, { app, kind, name })?.saves();
      return { artefact: fresh ? null : await readArtefact(app, kind, name, signal), asOf };
    },
    refetchOnMount: "always",
    // Another tab may have gone on meanwhile; who has nothing unsaved here simply follows.
    refetchOnWindowFocus: "always",
    gcTime: 0,
  });
  const { around = asItIs } = props;
  if (data === undefined || !isFetchedAfterMount) {
    if (error) return around(<Trouble whole error={error} retry={() => void refetch()} />);
    return props.around ? around(<Bones rows={1} />) : <DesignerBones kind={kind} />;
  }
  if (data.artefact === null && !props.start && !openWork(person, { app, kind, name }))
    return around(<Gone kind={kind} name={fullName(app, name)} />);
  const opened = <Opened {...props} {...data} key={`${person} ${kind} ${app} ${name}`} />;
  if (props.around) return opened;
  // What it needs of the app and of the catalogue may still be on its way.
  return <Suspense fallback={<DesignerBones kind={kind} />}>{opened}</Suspense>;
}

const asItIs = (waiting: ReactNode) => waiting;

function Gone({ kind, name }: { kind: string; name: string }) {
  const missing = { code: "definition_missing", kind, name };
  return <Trouble whole error={new ApiError(404, missing)} />;
}

function Opened({
  app,
  kind,
  name,
  start,
  artefact,
  asOf,
  children,
}: DesignerProviderProps & { artefact: Artefact | null; asOf: number | undefined }) {
  const catalogue = useCatalogue();
  const queries = useQueryClient();
  const { csrf_token: token, person } = useWorkspace();
  const [search, setSearch] = useSearchParams();
  const session = useMemo(() => {
    const known = openWork(person.id, { app, kind, name });
    if (known) return known;
    const now = () => queries.getQueryData(workspaceQuery.queryKey);
    const isHere = () => now()?.person.id === person.id;
    // Who signed in again meanwhile has another token.
    const wire = httpWire(app, kind, name, () => now()?.csrf_token ?? token);
    const made = openSession({
      app,
      kind,
      name,
      sorts: catalogue.elements[kind] ?? NO_SORTS,
      wire: wireOf(wire, isHere),
      artefact,
      ...(start ? { start: start() } : {}),
      storage: deviceStorage(),
      person: person.id,
      page: PAGE,
      onSignedOut: () => {
        if (isHere()) void queries.invalidateQueries({ queryKey: workspaceQuery.queryKey });
      },
      onSaved: (document, version) => patchModel(queries, app, kind, name, document, version),
    });
    holdWork(person.id, { app, kind, name }, made);
    return made;
  }, [person.id, app, kind, name]);

  useEffect(() => {
    if (artefact) session.getState().adopt(artefact, asOf);
  }, [session, artefact, asOf]);
  useEffect(() => {
    const stop = session.attend();
    return () => {
      stop();
      void session
        .getState()
        .flush()
        .then(() => queries.invalidateQueries({ queryKey: ["studio", app], refetchType: "none" }));
    };
  }, [session, queries, app]);

  const at = search.get("at");
  useEffect(() => {
    if (at === null) return;
    session.getState().jump(textPath(at));
    setSearch(
      (before) => {
        before.delete("at");
        return before;
      },
      { replace: true },
    );
  }, [session, at, setSearch]);
  return <SessionContext value={session}>{children}</SessionContext>;
}

const NO_SORTS: readonly Sort[] = [];

/** The store itself, for handlers that must not draw again. */
export function useSessionStore(): SessionStore {
  const session = useContext(SessionContext);
  if (!session) throw new Error("outside of a DesignerProvider");
  return session;
}

/** A part of the open artefact's state; draws again only when that part changes. */
export function useSession<T>(pick: (state: SessionState) => T): T {
  return useStore(useSessionStore(), pick);
}

/** The whole state with everything one can do; draws again with every change. */
export function useDesigner(): SessionState {
  return useSession((state) => state);
}

/** Whether a path is selected. */
export function useSelected(path: Path): boolean {
  const wanted = JSON.stringify(path);
  return useSession((state) => state.selection.some((each) => JSON.stringify(each) === wanted));
}

/** The problems at a place of the open artefact and below it. */
export function useProblemsAt(path: Path): SessionState["problems"] {
  const problems = useOwnProblems();
  const wanted = JSON.stringify(path);
  return useMemo(
    () => problems.filter((each) => JSON.stringify(each.at.slice(0, path.length)) === wanted),
    [problems, wanted, path.length],
  );
}

/** The problems of the open artefact itself; the app's other problems belong to other designers. */
export function useOwnProblems(): SessionState["problems"] {
  const problems = useSession((state) => state.problems);
  const { kind, name } = useSessionStore().getState();
  return useMemo(
    () => problems.filter((each) => each.kind === kind && each.key === name),
    [problems, kind, name],
  );
}
