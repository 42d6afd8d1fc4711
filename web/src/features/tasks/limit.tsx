import { useTranslation } from "react-i18next";
import type { Task } from "../../api/types";
import { LevelSign } from "../../app/level";
import { Countdown } from "../../app/signs";
import { levelOf, limitOf } from "./task-limit";

/** How long there is for a task, and for what where the time is that of its ticket. */
export function Limit({ task }: { task: Task }) {
  const { t } = useTranslation();
  const limit = limitOf(task);
  const level = levelOf(task);
  if (!limit) return null;
  return (
    <span className="task-limit">
      <Countdown due={limit.due} from={limit.from} warn={limit.warn} level={limit.level} named />
      {limit.of === "task" ? null : (
        <span className="task-limit-of">{t(`tasks.limit.${limit.of}`)}</span>
      )}
      {level ? <LevelSign level={level} /> : null}
    </span>
  );
}
