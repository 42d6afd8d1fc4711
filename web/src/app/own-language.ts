import { api } from "../api/client";
import type { Person } from "../api/types";
import { usePreferences } from "./preferences";

/** Switches to the other language: on this device, and in what the server writes to the person. */
export function useOwnLanguage(person: Person): () => void {
  const { language, setLanguage } = usePreferences();
  return () => {
    const next = language === "zh-CN" ? "en" : "zh-CN";
    setLanguage(next);
    const path = { person_id: person.id };
    // Without an answer nothing is lost: the next sign-in tells the language again.
    void api
      .PATCH("/people/{person_id}", { params: { path }, body: { locale: next } })
      .catch(() => undefined);
  };
}
