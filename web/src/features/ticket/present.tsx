import { useTranslation } from "react-i18next";
import type { PresentPerson } from "../../app/presence";
import { Face } from "../../app/signs";

const MOST = 3;

/** Who else looks at the record now, and who is writing. */
export function PresentPeople({ people }: { people: readonly PresentPerson[] }) {
  const { t } = useTranslation();
  if (people.length === 0) return null;
  const typing = people.filter((each) => each.typing);
  const shown = typing.length ? typing : people;
  const names = shown
    .slice(0, MOST)
    .map((each) => each.name)
    .join(t("list.and"));
  return (
    <span className={typing.length ? "present is-typing" : "present"} role="status">
      {shown.slice(0, MOST).map((each) => (
        <Face key={each.id} name={each.name} size="s" />
      ))}
      <span className="present-words">
        {t(typing.length ? "present.typing" : "present.looking", { names })}
      </span>
    </span>
  );
}
