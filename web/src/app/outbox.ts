import type { QueryClient } from "@tanstack/react-query";
import { create } from "zustand";
import { persist } from "zustand/middleware";
import { api, call } from "../api/client";
import { ApiError } from "../api/errors";
import { serverNow } from "../api/server-time";
import type { UploadedFile } from "../api/types";
import { calmStorage } from "./device";

/** Something written that is on its way: sent again under the same key until the server has it, so never twice. */
export interface OutItem {
  key: string;
  /** Whose it is; another person on this device neither sees nor sends it. */
  person: string;
  form: string;
  record: string;
  text: string;
  visibility: "public" | "internal";
  mentions: Record<string, string>;
  /** What it carries, uploaded already. */
  files?: readonly UploadedFile[];
  /** Milliseconds. */
  at: number;
  state: "sending" | "waiting" | "refused";
  /** Why it was refused, in words. */
  why?: string;
}

interface OutboxState {
  items: readonly OutItem[];
}

const NAME = "helpwright.outbox";
/** How often what waits is tried again while nothing says that the network is back, in milliseconds. */
const AGAIN = 15_000;

export const useOutbox = create<OutboxState>()(
  persist((): OutboxState => ({ items: [] }), { name: NAME, storage: calmStorage() }),
);

const change = (key: string, by: Partial<OutItem>) =>
  useOutbox.setState(({ items }) => ({
    items: items.map((item) => (item.key === key ? { ...item, ...by } : item)),
  }));

/** Takes it back, as into the box it was written in. */
export const takeOut = (key: string) =>
  useOutbox.setState(({ items }) => ({ items: items.filter((item) => item.key !== key) }));

/** What this person has written and the server has not taken. */
export const unsentBy = (person: string) =>
  useOutbox.getState().items.filter((item) => item.person === person);

/** Takes out for good what is for `which`. */
export const drop = (which: (item: OutItem) => boolean) =>
  useOutbox.setState(({ items }) => ({ items: items.filter((item) => !which(item)) }));

/** Sends one; what could not reach the server waits, what the server refuses is told. */
export async function send(item: OutItem, queries: QueryClient): Promise<void> {
  change(item.key, { state: "sending" });
  try {
    await call(
      api.POST("/forms/{form}/records/{record_id}/comments", {
        params: {
          path: { form: item.form, record_id: item.record },
          header: { "Idempotency-Key": item.key },
        },
        body: {
          text: item.text,
          visibility: item.visibility,
          mentions: Object.keys(item.mentions),
          files: item.files?.map((file) => file.id) ?? [],
        },
      }),
    );
  } catch (error) {
    const known = error instanceof ApiError ? error : null;
    // Whoever was signed out meanwhile is led to the entrance; what was written waits for their return.
    if (known?.signedOut) void queries.invalidateQueries({ queryKey: ["workspace"] });
    const later = known?.unreachable || known?.signedOut || known?.passing;
    change(
      item.key,
      later ? { state: "waiting" } : { state: "refused", why: known?.message ?? "" },
    );
    return;
  }
  // Shown as written until the stream has it.
  await queries.invalidateQueries({ queryKey: ["activity", item.form, item.record] });
  takeOut(item.key);
}

/** Puts something written on its way. */
export function post(item: Omit<OutItem, "state" | "at">, queries: QueryClient): void {
  const whole: OutItem = { ...item, at: serverNow(), state: "sending" };
  useOutbox.setState(({ items }) => ({ items: [...items, whole] }));
  void send(whole, queries);
}

/** Sends what waits, when the page begins, the network is back, or some time has passed; answers how to stop. */
export function startOutbox(person: string, queries: QueryClient): () => void {
  let busy = false;
  async function flush(all = false) {
    if (busy) return;
    busy = true;
    for (const item of useOutbox.getState().items) {
      // Of another page that was closed while it was sending: the key makes it harmless to send again.
      const due = item.state === "waiting" || (all && item.state === "sending");
      if (item.person === person && due) await send(item, queries);
    }
    busy = false;
  }
  const now = () => void flush();
  function elsewhere(event: StorageEvent) {
    if (event.key === NAME) void useOutbox.persist.rehydrate();
  }
  void flush(true);
  const timer = setInterval(now, AGAIN);
  window.addEventListener("online", now);
  window.addEventListener("storage", elsewhere);
  return () => {
    clearInterval(timer);
    window.removeEventListener("online", now);
    window.removeEventListener("storage", elsewhere);
  };
}
