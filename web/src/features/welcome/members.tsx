import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Face } from "../../app/signs";
import type { Member } from "./answers";
import { Glyph } from "./glyph";

/** The faces of a team, and a place to write one more. */
export function Members({
  team,
  members,
  onChange,
}: {
  team: string;
  members: Member[];
  onChange: (members: Member[]) => void;
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("");
  const [login, setLogin] = useState("");

  function add() {
    if (!name.trim()) return;
    onChange([...members, { name: name.trim(), login: login.trim() }]);
    setName("");
    setLogin("");
  }
  return (
    <div className="first-members">
      <span className="first-faces">
        {members.map((member, place) => (
          <button
            key={`${member.name}-${place}`}
            type="button"
            className="first-face"
            title={t("welcome.take_out", { name: member.name })}
            aria-label={t("welcome.take_out", { name: member.name })}
            onClick={() => onChange(members.filter((_, other) => other !== place))}
          >
            <Face name={member.name} />
          </button>
        ))}
        <button
          type="button"
          className="first-add"
          aria-expanded={open}
          aria-label={t("welcome.add_member", { team })}
          title={t("welcome.add_member", { team })}
          onClick={() => setOpen(!open)}
        >
          <Glyph name="plus" />
        </button>
      </span>
      {open ? (
        <form
          className="first-adding"
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
          onBlur={(event) => {
            // Who goes on without Add has meant the name that stands there; not who looks at another window.
            const within = event.currentTarget.contains(event.relatedTarget);
            if (!within && document.activeElement !== event.target) add();
          }}
        >
          <input
            className="field-box"
            value={name}
            onChange={(event) => setName(event.target.value)}
            placeholder={t("welcome.member_name")}
            aria-label={t("welcome.member_name")}
            // biome-ignore lint/a11y/noAutofocus: the person has just asked for it
            autoFocus
          />
          <input
            className="field-box"
            value={login}
            onChange={(event) => setLogin(event.target.value)}
            placeholder={t("welcome.member_login")}
            aria-label={t("welcome.member_login")}
          />
          <button type="submit" className="btn" disabled={!name.trim()}>
            {t("welcome.add")}
          </button>
          <button
            type="button"
            className="btn btn-plain"
            onClick={() => {
              add();
              setOpen(false);
            }}
          >
            {t("welcome.enough")}
          </button>
        </form>
      ) : null}
    </div>
  );
}
