import { apply, type Document, find, type Operation, type Path, type Sort } from "./document";

/** One act of the builder: what undo takes back as a whole. */
export interface Command {
  /** What was done, as a sentence in the builder's language: 「移动「联系电话」」. */
  label: string;
  operations: readonly Operation[];
  /** What is selected afterwards; as before when absent. */
  select?: readonly Path[];
  /** Acts that follow each other with the same word are one act: typing a label letter by letter. */
  merge?: string;
}

export interface Act {
  label: string;
  operations: readonly Operation[];
  /** Lead back, applied in their order. */
  inverses: readonly Operation[];
  before: readonly Path[];
  after: readonly Path[];
  merge?: string | undefined;
}

/** The document on the table, and how it came about. */
export interface Work {
  document: Document;
  selection: readonly Path[];
  past: readonly Act[];
  future: readonly Act[];
}

/** A table with nothing done yet. */
export function fresh(document: Document): Work {
  return { document, selection: [], past: [], future: [] };
}

interface Run {
  document: Document;
  inverses: Operation[];
}

function run(sorts: readonly Sort[], document: Document, operations: readonly Operation[]): Run {
  return operations.reduce<Run>(
    (so, operation) => {
      const edited = apply(sorts, so.document, operation);
      return { document: edited.document, inverses: [edited.inverse, ...so.inverses] };
    },
    { document, inverses: [] },
  );
}

/** Does it, all or nothing. Throws OperationRefused. */
export function execute(sorts: readonly Sort[], work: Work, command: Command): Work {
  const { document, inverses } = run(sorts, work.document, command.operations);
  const after = command.select ?? present(document, work.selection);
  const act: Act = {
    label: command.label,
    operations: command.operations,
    inverses,
    before: work.selection,
    after,
    merge: command.merge,
  };
  return { document, selection: after, past: appended(work.past, act), future: [] };
}

function appended(past: readonly Act[], act: Act): readonly Act[] {
  const last = past.at(-1);
  if (!last || !act.merge || last.merge !== act.merge) return [...past, act];
  const joined: Act = {
    ...act,
    operations: [...last.operations, ...act.operations],
    inverses: [...act.inverses, ...last.inverses],
    before: last.before,
  };
  return [...past.slice(0, -1), joined];
}

/** Closes the last act: what comes next is an act of its own. */
export function settled(work: Work): Work {
  const last = work.past.at(-1);
  if (!last?.merge) return work;
  return { ...work, past: [...work.past.slice(0, -1), { ...last, merge: undefined }] };
}

export function undo(sorts: readonly Sort[], work: Work): Work {
  const act = work.past.at(-1);
  if (!act) return work;
  return {
    document: run(sorts, work.document, act.inverses).document,
    selection: act.before,
    past: work.past.slice(0, -1),
    future: [...work.future, act],
  };
}

export function redo(sorts: readonly Sort[], work: Work): Work {
  const act = work.future.at(-1);
  if (!act) return work;
  const { document, inverses } = run(sorts, work.document, act.operations);
  return {
    document,
    selection: act.after,
    past: [...work.past, { ...act, inverses, merge: undefined }],
    future: work.future.slice(0, -1),
  };
}

/** The paths that still lead somewhere. */
export function present(document: Document, paths: readonly Path[]): readonly Path[] {
  const kept = paths.filter((path) => path.length === 0 || find(document, path) !== undefined);
  return kept.length === paths.length ? paths : kept;
}
