import type { SessionState, SessionStore } from "./store";
import { fullName } from "./wire";

/** Open artefacts keep their history while the builder looks at another one. */
const open = new Map<string, SessionStore>();

export interface Place {
  app: string;
  kind: string;
  name: string;
}

const idOf = (person: string, { app, kind, name }: Place) =>
  `${person} ${fullName(app, name)} ${kind}`;

export function openWork(person: string, place: Place): SessionStore | undefined {
  return open.get(idOf(person, place));
}

export function holdWork(person: string, place: Place, session: SessionStore): void {
  open.set(idOf(person, place), session);
}

/** It was removed: who makes another one of that name begins anew. */
export function forgetWork({ app, kind, name }: Place): void {
  const end = idOf("", { app, kind, name });
  for (const id of [...open.keys()]) if (id.endsWith(end)) open.delete(id);
}

/**
 * Saves what the person's designers of an app, or of one of its artefacts, have left to save; what could not be saved.
 * Who used this tab before has theirs on the device, and goes on with it after signing in again.
 */
export async function saveOpenWork(
  person: string,
  app: string,
  only?: { kind: string; name: string },
): Promise<SessionState[]> {
  const own = [...open].filter(([id]) => id.startsWith(`${person} `));
  const states = own.map(([, each]) => each.getState());
  const asked = states.filter(
    (each) => each.app === app && (!only || (each.kind === only.kind && each.name === only.name)),
  );
  const saved = await Promise.all(asked.map((each) => each.flush()));
  return asked.filter((_, at) => !saved[at]);
}
