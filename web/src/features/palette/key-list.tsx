import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Command, commandsNow } from "../../app/commands";
import { closePalette } from "../../app/palette-state";
import { Keys } from "./palette";
import "./palette.css";

/** Keys that move in lists and are no commands. */
const MOVES = [
  ["J", "down"],
  ["K", "up"],
  ["Enter", "open"],
  ["X", "select"],
  ["Shift ↓", "range"],
  ["/", "search"],
  ["Esc", "back"],
] as const;
const EVERYWHERE = [
  ["Ctrl K", "palette"],
  ["?", "keys"],
] as const;

/** Which keys there are now. */
export function KeyList() {
  const { t } = useTranslation();
  const [commands] = useState(() =>
    commandsNow()
      .map(({ command }) => command)
      .filter((command) => command.keys),
  );
  const of = (group: Command["group"]) => commands.filter((command) => command.group === group);
  return (
    <Modal
      open
      title={t("palette.keys")}
      footer={null}
      width={640}
      closable={{ "aria-label": t("dialog.close") }}
      onCancel={closePalette}
    >
      <div className="key-lists">
        <KeyGroup title={t("palette.everywhere")}>
          {EVERYWHERE.map(([keys, what]) => (
            <Line key={keys} keys={keys} name={t(`palette.key_${what}`)} />
          ))}
          {of("do").map((command) => (
            <Line key={command.id} keys={command.keys ?? ""} name={command.name} />
          ))}
          {of("go").map((command) => (
            <Line key={command.id} keys={command.keys ?? ""} name={command.name} />
          ))}
        </KeyGroup>
        <KeyGroup title={t("palette.in_lists")}>
          {MOVES.map(([keys, what]) => (
            <Line key={keys} keys={keys} name={t(`palette.key_${what}`)} />
          ))}
        </KeyGroup>
        {of("here").length ? (
          <KeyGroup title={t("palette.here")}>
            {of("here").map((command) => (
              <Line key={command.id} keys={command.keys ?? ""} name={command.name} />
            ))}
          </KeyGroup>
        ) : null}
      </div>
    </Modal>
  );
}

function KeyGroup({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section>
      <p className="key-title">{title}</p>
      <dl>{children}</dl>
    </section>
  );
}

function Line({ keys, name }: { keys: string; name: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <Keys keys={keys} />
      </dd>
    </div>
  );
}
