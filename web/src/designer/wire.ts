import { api, call, ROOT } from "../api/client";
import { ApiError } from "../api/errors";
import type { components } from "../api/schema";
import type { Document } from "./document";

export type Artefact = components["schemas"]["ArtefactAnswer"];
export type Saved = components["schemas"]["SavedAnswer"];
export type DocumentProblem = components["schemas"]["ProblemAnswer"];

export interface DraftBody {
  version: number;
  document: Document;
  /** The live version that the builder has seen and wants to replace. */
  base?: number;
}

/** The way of one artefact to the server and back; tests put another one in its place. */
export interface Wire {
  /** Null: nobody has such an artefact yet. */
  read: () => Promise<Artefact | null>;
  write: (body: DraftBody) => Promise<Saved>;
  /** Forgets the draft of this version, false where there is none; a newer one of somebody else is refused as stale. */
  discard: (version: number) => Promise<boolean>;
  /** A last attempt while the page closes; nobody waits for the answer. */
  farewell: (body: DraftBody) => void;
}

/** The name of an artefact as the interface wants it. */
export const fullName = (app: string, name: string): string => `${app}.${name}`;

/** Bytes that a browser still sends while the page closes. */
const FAREWELL_BYTES = 60_000;

export function httpWire(app: string, kind: string, name: string, token: () => string): Wire {
  const path = { kind, key: fullName(app, name) };
  return {
    read: () => readArtefact(app, kind, name),
    write: ({ base, ...body }) =>
      call(
        api.PUT("/definitions/{kind}/{key}/draft", {
          params: { path },
          body: { ...body, ...(base === undefined ? {} : { base }) },
        }),
      ),
    discard: async (version) => {
      try {
        await call(
          api.DELETE("/definitions/{kind}/{key}/draft", { params: { path, query: { version } } }),
        );
        return true;
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return false;
        throw error;
      }
    },
    farewell: (body) => {
      const text = JSON.stringify(body);
      if (text.length > FAREWELL_BYTES / 3) return;
      void fetch(`${ROOT}/definitions/${kind}/${path.key}/draft`, {
        method: "PUT",
        body: text,
        keepalive: true,
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRF-Token": token() },
      }).catch(() => undefined);
    },
  };
}

/** The way for the work of one person: shut while somebody else uses this tab, so that it is not saved in their name. */
export function wireOf(wire: Wire, isHere: () => boolean): Wire {
  const own =
    <Given extends unknown[], Answer>(send: (...given: Given) => Promise<Answer>) =>
    async (...given: Given): Promise<Answer> => {
      if (!isHere()) throw new ApiError(401, { code: "signed_out" });
      return send(...given);
    };
  return {
    read: own(wire.read),
    write: own(wire.write),
    discard: own(wire.discard),
    farewell: (body) => {
      if (isHere()) wire.farewell(body);
    },
  };
}

export async function readArtefact(
  app: string,
  kind: string,
  name: string,
  signal?: AbortSignal,
): Promise<Artefact | null> {
  try {
    return await call(
      api.GET("/definitions/{kind}/{key}", {
        params: { path: { kind, key: fullName(app, name) } },
        ...(signal ? { signal } : {}),
      }),
    );
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
