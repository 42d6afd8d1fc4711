import { type LocalText, textIn } from "./local-text";
import { usePreferences } from "./preferences";

export type LevelColor = "blue" | "yellow" | "orange" | "red" | "purple";

/** A level of a service policy that a ticket has reached. */
export interface ReachedLevel {
  key: string;
  name: LocalText;
  color: LevelColor;
}

/** The level in its color, by name. */
export function LevelSign({ level }: { level: ReachedLevel }) {
  const language = usePreferences((state) => state.language);
  return (
    <span className={`level-sign level-${level.color}`}>
      {textIn(level.name, language) || level.key}
    </span>
  );
}
