import { BASE } from "./api";

/** Waits between attempts to connect again, in milliseconds; a random part keeps customers apart. */
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 60_000;
/** Changes that arrive together lead to one reading, in milliseconds. */
const GATHER = 300;

/**
 * Keeps a line open on which the server says that something happened to the ticket of a progress link, while the page is
 * in front; answers how to end it. What happened before the line stood is made up by one call when it does.
 */
export function listen(token: string, changed: () => void): () => void {
  let socket: WebSocket | undefined;
  let attempt = 0;
  let retry: number | undefined;
  let gather: number | undefined;

  function tell() {
    gather ??= window.setTimeout(() => {
      gather = undefined;
      changed();
    }, GATHER);
  }

  function connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const address = `${scheme}//${location.host}${BASE}/progress/${encodeURIComponent(token)}/live`;
    const opened = new WebSocket(address);
    socket = opened;
    opened.onopen = () => {
      attempt = 0;
      tell();
    };
    opened.onmessage = tell;
    opened.onclose = () => {
      if (socket !== opened) return;
      const wait = Math.min(FIRST_WAIT * 2 ** attempt, LONGEST_WAIT);
      attempt += 1;
      retry = window.setTimeout(connect, wait * (0.5 + Math.random() / 2));
    };
  }

  function end() {
    window.clearTimeout(retry);
    const open = socket;
    socket = undefined;
    open?.close();
  }

  function follow() {
    end();
    if (document.visibilityState === "visible") connect();
  }

  follow();
  document.addEventListener("visibilitychange", follow);
  window.addEventListener("online", follow);
  return () => {
    document.removeEventListener("visibilitychange", follow);
    window.removeEventListener("online", follow);
    window.clearTimeout(gather);
    end();
  };
}
