import type { Query, QueryClient, QueryFilters } from "@tanstack/react-query";
import { ROOT } from "../api/client";
import type { LiveMessage } from "../api/types";
import { useLive } from "./line";
import { hearSignedOut } from "./other-tabs";
import { hearPresent } from "./presence";
import { DEFINITIONS, workspaceQuery } from "./queries";

/** Waits between attempts to connect again, in milliseconds; a random part keeps clients apart. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
/** Changes that arrive together lead to one reading more of a list, and one of a dashboard, in milliseconds. */
const GATHER = 400;
/** Changes were lost: the server names this in place of a dataset. */
const EVERYTHING = "*";
/** The session is over: signed out elsewhere, or the person no longer works here. */
const SIGNED_OUT = 4401;
/** First words of the keys of queries that a pushed change can make stale. */
const FOLLOWED = new Set<unknown>([
  "activity",
  "buttons",
  "counts",
  "dashboard",
  "flow",
  "messages",
  "notifications",
  "record",
  "records",
  "tasks",
]);

/** What has to be read again after a change. */
export function staleKeys({ dataset, ids }: LiveMessage): unknown[][] {
  if (dataset === "tasks") return [["tasks"], ["flow"]];
  if (dataset === "messages") return [["messages"], ["message"], ["activity"]];
  if (dataset === "notifications") return [["notifications"]];
  if (dataset === "views") return [["views"], ["counts"]];
  if (dataset === "definitions") return DEFINITIONS.map((key) => [key]);
  const keys: unknown[][] = [
    ["records", dataset],
    ["counts", dataset],
  ];
  for (const id of ids) {
    keys.push(["record", dataset, id], ["flow", dataset, id], ["activity", dataset, id]);
    keys.push(["buttons", dataset, id]);
  }
  return keys;
}

/**
 * Reads again what is on the screen. A reading that is under way may have begun before the change: it is let arrive, so
 * that the screen is filled no later and never waits for a pause between changes, and is then read once more.
 */
function rereader(queries: QueryClient): (filters?: QueryFilters) => void {
  const coming = new WeakSet<Query>();
  return function readAgain(filters = {}) {
    const under = queries.getQueryCache().findAll({ ...filters, fetchStatus: "fetching" });
    void queries.invalidateQueries(filters, { cancelRefetch: false });
    for (const query of under) {
      if (coming.has(query)) continue;
      coming.add(query);
      const arrived = () => {
        coming.delete(query);
        readAgain({ queryKey: query.queryKey, exact: true });
      };
      query.promise?.then(arrived, () => coming.delete(query));
    }
  };
}

/** Reads at once, and what changes again soon after that once more for all of it. */
function gathering(readAgain: (filters: QueryFilters) => void) {
  /** Keys that were read just now, and whether they changed since. */
  const resting = new Map<string, { again: boolean; timer: ReturnType<typeof setTimeout> }>();
  function read(queryKey: unknown[]): void {
    const name = JSON.stringify(queryKey);
    const rests = resting.get(name);
    if (rests) {
      rests.again = true;
      return;
    }
    readAgain({ queryKey });
    const timer = setTimeout(() => {
      const again = resting.get(name)?.again;
      resting.delete(name);
      if (again) read(queryKey);
    }, GATHER);
    resting.set(name, { again: false, timer });
  }
  const stop = () => {
    for (const { timer } of resting.values()) clearTimeout(timer);
  };
  return { read, stop };
}

/** Keeps one connection open and the queries fresh; answers how to end it. */
export function startLive(queries: QueryClient): () => void {
  const readAgain = rereader(queries);
  const soon = gathering(readAgain);
  let socket: WebSocket | undefined;
  let attempt = 0;
  let missed = false;
  let stood = false;
  let ended = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let gather: ReturnType<typeof setTimeout> | undefined;

  function refreshDashboards() {
    gather ??= setTimeout(() => {
      gather = undefined;
      readAgain({ queryKey: ["dashboard"] });
    }, GATHER);
  }

  function hear(message: LiveMessage) {
    if (message.type === "present") {
      const [id] = message.ids;
      if (id) hearPresent(message.dataset, id, message.people ?? []);
      return;
    }
    if (message.type !== "changed") return;
    if (message.dataset === EVERYTHING) {
      readAgain();
      return;
    }
    for (const queryKey of staleKeys(message)) soon.read(queryKey);
    refreshDashboards();
  }

  function connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(`${scheme}//${location.host}${ROOT}/live`);
    socket.onopen = () => {
      attempt = 0;
      const line = socket;
      useLive.setState({
        connected: true,
        say: (said) => {
          if (line?.readyState === WebSocket.OPEN) line.send(JSON.stringify(said));
        },
      });
      // Whatever happened while the line was down, or before it stood, is read again once.
      if (missed) readAgain();
      else if (!stood) readAgain({ predicate: ({ queryKey }) => FOLLOWED.has(queryKey[0]) });
      missed = false;
      stood = true;
    };
    socket.onmessage = (event: MessageEvent<string>) => hear(JSON.parse(event.data) as LiveMessage);
    socket.onclose = ({ code }) => {
      if (ended) return;
      if (code === SIGNED_OUT) askWhoIAm();
      missed = true;
      useLive.setState({ connected: false });
      const wait = Math.min(FIRST_WAIT * 2 ** attempt, LONGEST_WAIT);
      attempt += 1;
      retry = setTimeout(connect, wait * (0.5 + Math.random() / 2));
    };
  }

  /** The device has no network: the line may look open for minutes yet, and brings nothing. */
  function lost() {
    missed = true;
    useLive.setState({ connected: false });
  }

  function back() {
    if (socket?.readyState === WebSocket.OPEN) {
      useLive.setState({ connected: true });
      readAgain();
      missed = false;
    } else hurry();
  }

  function hurry() {
    if (document.visibilityState === "hidden" || socket?.readyState !== WebSocket.CLOSED) return;
    clearTimeout(retry);
    connect();
  }

  /** Asking who one is finds nobody and leads to the entrance. */
  function askWhoIAm() {
    void queries.invalidateQueries({ queryKey: workspaceQuery.queryKey });
  }

  connect();
  const deaf = hearSignedOut(askWhoIAm);
  window.addEventListener("online", back);
  window.addEventListener("offline", lost);
  document.addEventListener("visibilitychange", hurry);
  return () => {
    ended = true;
    deaf();
    clearTimeout(retry);
    clearTimeout(gather);
    soon.stop();
    window.removeEventListener("online", back);
    window.removeEventListener("offline", lost);
    document.removeEventListener("visibilitychange", hurry);
    socket?.close();
  };
}
