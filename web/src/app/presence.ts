import { useCallback, useEffect, useRef } from "react";
import { create } from "zustand";
import { useLive } from "./line";

export interface PresentPerson {
  id: string;
  name: string;
  typing: boolean;
}

interface PresentState {
  /** Of the record that is open: everybody else who looks at it. */
  at: string;
  people: readonly PresentPerson[];
}

const usePresent = create<PresentState>()(() => ({ at: "", people: [] }));

const placeOf = (dataset: string, id: string) => `${dataset}/${id}`;

/** What the server tells of a record; nothing else than the open one is kept. */
export function hearPresent(dataset: string, id: string, people: PresentPerson[]): void {
  if (usePresent.getState().at === placeOf(dataset, id)) usePresent.setState({ people });
}

/** How often a screen says that it is still there, and how long a pause in typing may last, in milliseconds. */
const STILL_HERE = 20_000;
const PAUSE = 4000;

/** Says that this record is open, and hears who else looks; `type` tells them that one is writing. */
export function usePresence(dataset: string, id: string) {
  const people = usePresent((state) => (state.at === placeOf(dataset, id) ? state.people : NOBODY));
  const say = useLive((state) => state.say);
  const connected = useLive((state) => state.connected);
  const typing = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const here = useCallback(() => {
    if (document.visibilityState === "visible") {
      say({ type: "at", dataset, id, typing: typing.current });
    }
  }, [say, dataset, id]);

  useEffect(() => {
    if (!connected) return;
    usePresent.setState({ at: placeOf(dataset, id), people: [] });
    here();
    const again = setInterval(here, STILL_HERE);
    const turned = () => (document.visibilityState === "hidden" ? say({ type: "away" }) : here());
    document.addEventListener("visibilitychange", turned);
    return () => {
      clearInterval(again);
      clearTimeout(timer.current);
      document.removeEventListener("visibilitychange", turned);
      typing.current = false;
      say({ type: "away" });
      usePresent.setState({ at: "", people: [] });
    };
  }, [connected, dataset, id, here, say]);

  const type = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      typing.current = false;
      here();
    }, PAUSE);
    if (typing.current) return;
    typing.current = true;
    here();
  }, [here]);
  return { people, type };
}

const NOBODY: readonly PresentPerson[] = [];
