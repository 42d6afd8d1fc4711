/** The line to the server, as screens see it. */
import { create } from "zustand";

/** What a screen may say: at which record it is. */
export type Said = { type: "at"; dataset: string; id: string; typing: boolean } | { type: "away" };

interface LiveState {
  connected: boolean;
  say: (said: Said) => void;
}

/** Whether changes are being pushed to this screen at the moment. */
export const useLive = create<LiveState>()(() => ({
  connected: navigator.onLine,
  say: () => undefined,
}));
