import { useTranslation } from "react-i18next";
import { Face } from "../../app/signs";

export interface Person {
  id: string;
  name: string;
}

/** Colleagues who see the record, above the box while a name is being typed. */
export function MentionList({
  id,
  people,
  chosen,
  loading,
  onPick,
}: {
  id: string;
  people: readonly Person[];
  chosen: number;
  loading: boolean;
  onPick: (person: Person) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="mention-list" id={id} role="listbox" aria-label={t("composer.mention")}>
      {people.map((person, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the box below has the keys
        <div
          key={person.id}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          className={index === chosen ? "mention is-on" : "mention"}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onPick(person)}
        >
          <Face name={person.name} size="s" />
          {person.name}
        </div>
      ))}
      {people.length === 0 ? (
        <p className="quiet small">{t(loading ? "shell.loading" : "composer.mention_none")}</p>
      ) : null}
    </div>
  );
}
