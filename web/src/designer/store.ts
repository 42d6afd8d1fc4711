import { createStore, type StoreApi } from "zustand/vanilla";
import { type Backup, backupOf } from "./backup";
import {
  apply,
  DOCUMENT,
  type Document,
  elementAt,
  find,
  type Operation,
  OperationRefused,
  type Path,
  type Sort,
  same,
} from "./document";
import {
  type Act,
  type Command,
  execute,
  fresh,
  present,
  redo,
  settled,
  undo,
  type Work,
} from "./history";
import { baseOf, Saver, type SaveState } from "./saver";
import type { Artefact, DocumentProblem, Wire } from "./wire";

/** Somebody else saved, or the draft and what is live have parted. */
export interface Conflict {
  /**
   * `stale`: another builder saved meanwhile. `behind`: another version went live meanwhile. `gone`: it was removed
   * meanwhile; mine makes it anew, theirs leaves it removed.
   */
  sort: "stale" | "behind" | "gone";
  /** Null where it is gone. */
  theirs: Artefact | null;
  /** Whether what was done here can be done once more on theirs. */
  mergeable: boolean;
}

export interface SessionState extends Work {
  app: string;
  kind: string;
  name: string;
  sorts: readonly Sort[];
  /** What is live; null before the first publication. */
  live: Document | null;
  liveVersion: number;
  /** The draft shall remove the artefact. */
  removed: boolean;
  problems: readonly DocumentProblem[];
  save: SaveState;
  savedAt: number | null;
  /** Whether what is not saved lies on this device at least. */
  kept: boolean;
  /** Why the server refuses the draft, in a sentence. */
  refusal: string | null;
  conflict: Conflict | null;
  /** What was kept on this device was brought back. */
  recovered: boolean;
  canUndo: boolean;
  canRedo: boolean;
  /** Where the settings panel should bring the cursor; counts so that the same place works twice. */
  focus: { path: Path; turn: number } | null;
  /** Does a command. False (and nothing happens) when it does not fit the document. */
  execute: (command: Command) => boolean;
  undo: () => void;
  redo: () => void;
  select: (...paths: Path[]) => void;
  /** Selects the element of a place and brings the cursor to the setting there. */
  jump: (path: Path) => void;
  /** Whether a key was published: it keeps its meaning for ever. */
  isUsed: (element: string, at: Path) => boolean;
  /** Saves what is left to save; true when all is saved. */
  flush: () => Promise<boolean>;
  /** A calm choice: keep mine, take theirs, or do once more on theirs what was done here. */
  resolve: (choice: "mine" | "theirs" | "both", label?: string) => void;
  /** Takes back that the artefact shall be removed. */
  keep: () => void;
  /**
   * Takes in what the server says. `asOf` is what `saves` answered when it was asked: what it said before a save of
   * this page is no news.
   */
  adopt: (artefact: Artefact, asOf?: number) => void;
}

export type SessionStore = StoreApi<SessionState> & {
  /** Follows the page: leaving, going offline and online. */
  attend: () => () => void;
  isClean: () => boolean;
  /** Counts what this page has saved. */
  saves: () => number;
};

export interface SessionOptions {
  app: string;
  kind: string;
  name: string;
  sorts: readonly Sort[];
  wire: Wire;
  artefact: Artefact | null;
  /** The document of an artefact that nobody has yet. */
  start?: Document;
  storage?: Storage | undefined;
  /** Whose work is kept on this device: another person neither sees nor saves it. */
  person?: string;
  /** This page among the tabs of this browser. */
  page?: string;
  /** Told when the session is over. */
  onSignedOut?: () => void;
  now?: () => number;
  /** Told when the server has taken a save. */
  onSaved?: (document: Document, version: number) => void;
}

function documentOf(artefact: Artefact | null, start: Document): Document {
  return artefact?.draft?.document ?? artefact?.live?.document ?? start;
}

const usedKey = (element: string, at: Path) => JSON.stringify([element, ...at]);

/** Opens an artefact: the document with its history, saved by itself. */
export function openSession(options: SessionOptions): SessionStore {
  const { app, kind, name, sorts, wire, artefact, now = Date.now } = options;
  const backup: Backup = backupOf(
    options.storage,
    `${options.person ?? ""}.${app}.${kind}.${name}`,
    options.page ?? "",
  );
  let used = usedKeys(artefact);
  /** What was done since the server knew everything. */
  let pending: Operation[] = [];

  const store: StoreApi<SessionState> = createStore<SessionState>()((set, get) => {
    function lay(work: Work, operations: readonly Operation[]) {
      const changed = work.document !== get().document;
      set({ ...work, canUndo: work.past.length > 0, canRedo: work.future.length > 0 });
      if (!changed) return;
      pending.push(...operations);
      saver.touch();
    }
    function attempt(step: () => void): boolean {
      try {
        step();
        return true;
      } catch (error) {
        if (error instanceof OperationRefused) return false;
        throw error;
      }
    }
    function replace(document: Document) {
      const { selection } = get();
      pending = [];
      set({
        ...fresh(document),
        selection: present(document, selection),
        canUndo: false,
        canRedo: false,
      });
    }
    /** A choice between two versions is an act as well: the other version comes back with undo. */
    function chosen(label: string, other: Document, taken: Document) {
      if (same(other, taken)) return;
      const act: Act = {
        label,
        operations: [{ do: "change", element: DOCUMENT, value: taken }],
        inverses: [{ do: "change", element: DOCUMENT, value: other }],
        before: [],
        after: [],
      };
      set({ past: [act], future: [], canUndo: true, canRedo: false });
    }
    return {
      ...fresh(documentOf(artefact, options.start ?? {})),
      app,
      kind,
      name,
      sorts,
      live: artefact?.live?.document ?? null,
      liveVersion: artefact?.live?.version ?? 0,
      removed: artefact?.draft?.removed ?? false,
      problems: artefact?.problems ?? [],
      save: "saved",
      savedAt: artefact?.draft ? Date.parse(artefact.draft.changed_at) : null,
      kept: true,
      refusal: null,
      conflict: null,
      recovered: false,
      canUndo: false,
      canRedo: false,
      focus: null,
      execute: (command) => attempt(() => lay(execute(sorts, get(), command), command.operations)),
      undo: () => {
        const act = get().past.at(-1);
        if (act) attempt(() => lay(undo(sorts, get()), act.inverses));
      },
      redo: () => {
        const act = get().future.at(-1);
        if (act) attempt(() => lay(redo(sorts, get()), act.operations));
      },
      select: (...paths) => set({ ...settled(get()), selection: paths, focus: null }),
      jump: (path) => {
        const known = elementAt(sorts, path)?.path ?? [];
        const selection = find(get().document, known) === undefined ? [] : [known];
        set({
          ...settled(get()),
          selection,
          focus: { path, turn: (get().focus?.turn ?? 0) + 1 },
        });
      },
      isUsed: (element, at) => used.has(usedKey(element, at)),
      flush: () => saver.flush(),
      resolve: (choice, label = "") => {
        const { conflict, document } = get();
        if (!conflict) return;
        const { theirs } = conflict;
        const mine = [...pending];
        if (!theirs) {
          saver.follow(0, 0);
          used = new Set();
          set({ conflict: null, live: null, liveVersion: 0, removed: false });
          if (choice === "mine") {
            saver.saved = null;
            saver.touch(true);
          } else {
            saver.saved = document;
            pending = [];
            backup.forget();
            set({ save: "saved" });
          }
          return;
        }
        saver.follow(theirs.draft?.version ?? 0, theirs.live?.version ?? 0);
        set({ conflict: null, live: theirs.live?.document ?? null });
        set({ liveVersion: theirs.live?.version ?? 0, problems: theirs.problems });
        const removed = theirs.draft?.removed ?? false;
        const base = conflict.sort === "behind" ? theirs.live?.document : undefined;
        const ground = base ?? documentOf(theirs, document);
        if (choice === "mine") {
          saver.saved = documentOf(theirs, {});
          chosen(label, ground, document);
          saver.touch(true);
          return;
        }
        replace(ground);
        saver.saved = ground;
        if (choice === "both") {
          set({ document: again(sorts, ground, mine) });
          chosen(label, ground, get().document);
          pending = mine;
          saver.touch(true);
          return;
        }
        chosen(label, document, ground);
        if (conflict.sort === "behind") {
          // The draft is still there: it is forgotten as any that says what is live.
          saver.saved = null;
          saver.touch(true);
        } else {
          backup.forget();
          set({ save: "saved", removed });
        }
      },
      keep: () => {
        set({ removed: false });
        saver.saved = null;
        saver.touch(true);
      },
      adopt: (fromServer, asOf) => {
        if (asOf !== undefined && asOf !== saver.saves) return;
        used = usedKeys(fromServer);
        const version = fromServer.draft?.version ?? 0;
        const base = baseOf(fromServer);
        const removed = fromServer.draft?.removed ?? false;
        const state = get();
        set({ live: fromServer.live?.document ?? null });
        set({ liveVersion: fromServer.live?.version ?? 0 });
        if (fromServer.draft?.behind && !state.conflict) {
          set({ conflict: { sort: "behind", theirs: fromServer, mergeable: false } });
        }
        if (saver.isBusy()) return;
        const document = documentOf(fromServer, state.document);
        if (!saver.isClean()) {
          if (version === saver.version && base === saver.base) return;
          // One's own draft went live while something was still to be saved here: it goes on from there.
          const known = !removed && saver.saved !== null && same(document, saver.saved);
          if (known && state.conflict?.sort !== "stale") saver.follow(version, base);
          else meet(fromServer);
          return;
        }
        saver.follow(version, base);
        saver.saved = document;
        if (!same(document, state.document)) replace(document);
        set({ problems: fromServer.problems, removed });
      },
    };
  });

  function meet(theirs: Artefact | null) {
    if (!theirs) {
      const conflict = { sort: "gone", theirs, mergeable: false } as const;
      store.setState({ save: "conflict", conflict });
      return;
    }
    const mergeable =
      pending.length > 0 && pending.every((operation) => operation.element !== DOCUMENT);
    store.setState({ save: "conflict", conflict: { sort: "stale", theirs, mergeable } });
  }

  const saver: Saver = new Saver({
    wire,
    version: artefact?.draft?.version ?? 0,
    base: baseOf(artefact),
    saved: artefact ? documentOf(artefact, {}) : null,
    document: () => store.getState().document,
    live: () => {
      const { live, liveVersion } = store.getState();
      return live && { document: live, version: liveVersion };
    },
    show: (save, refusal) => store.setState({ save, refusal: refusal ?? null }),
    keep: (kept) => store.setState({ kept: backup.keep(kept) }),
    signedOut: () => options.onSignedOut?.(),
    done: (problems, document, version) => {
      if (saver.isClean()) pending = [];
      backup.forget();
      store.setState({ problems, savedAt: now(), kept: true, removed: false, recovered: false });
      options.onSaved?.(document, version);
    },
    stale: meet,
  });

  if (artefact?.draft?.behind) {
    store.setState({ conflict: { sort: "behind", theirs: artefact, mergeable: false } });
  }
  const kept = backup.read();
  if (kept && !same(kept.document, store.getState().document)) {
    const sameLive = !artefact || kept.base === saver.base;
    const sameDraft = kept.version === saver.version && sameLive;
    store.setState({ ...fresh(kept.document), recovered: true });
    if (sameDraft) saver.touch(true);
    else if (artefact) meet(artefact);
  } else if (!artefact) saver.touch(true);
  // The last word of the page before has arrived.
  else if (kept) backup.forget();

  return Object.assign(store, {
    attend: () => saver.attend(),
    isClean: () => saver.isClean(),
    saves: () => saver.saves,
  });
}

function usedKeys(artefact: Artefact | null): ReadonlySet<string> {
  return new Set((artefact?.used ?? []).map(({ element, at }) => usedKey(element, at)));
}

/** Those operations that fit, on another document. */
function again(sorts: readonly Sort[], document: Document, operations: readonly Operation[]) {
  return operations.reduce((here, operation) => {
    try {
      return apply(sorts, here, operation).document;
    } catch (error) {
      if (error instanceof OperationRefused) return here;
      throw error;
    }
  }, document);
}
