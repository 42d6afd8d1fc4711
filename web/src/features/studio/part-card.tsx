import { Dropdown } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Icon, type IconName } from "../../app/icon";
import type { ModelPart } from "../../designer/app-model";
import { designerPath } from "../../designer/places";
import { PartIcon } from "../../designer/publish/part-icon";
import type { Fact } from "./summary";
import { card } from "./wires";
import "./part-card.css";

export interface CardActs {
  onVersions: (part: ModelPart) => void;
  onRemove: (part: ModelPart) => void;
  onDiscard: (part: ModelPart) => void;
}

/** One artefact on the map: its head leads into its designer. */
export function PartCard({
  app,
  part,
  icon,
  title = part.label,
  about,
  changes,
  relations,
  acts,
  children,
}: {
  app: string;
  part: ModelPart;
  icon?: IconName;
  title?: string;
  about: string;
  /** How many of its changes are not published yet. */
  changes: number;
  /** How it hangs together with others, in words, where no arrows are drawn. */
  relations: string[];
  acts: CardActs;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <article
      className={part.problems > 0 ? "studio-part is-bad" : "studio-part"}
      data-card={card(part.kind, part.key)}
    >
      <header>
        <PartIcon kind={part.kind} {...(icon ? { icon } : {})} />
        <div className="grow">
          <h3 className="clip-two">
            <Link className="studio-part-link" to={designerPath(app, part.kind, part.key)}>
              {title}
            </Link>
          </h3>
          <p className="small quiet clip">{about}</p>
        </div>
        {part.state === "new" ? (
          <span className="studio-changed">{t("studio.new")}</span>
        ) : changes > 0 ? (
          <span className="studio-changed">{t("studio.changed", { n: changes })}</span>
        ) : null}
        <PartMenu part={part} acts={acts} />
      </header>
      {children}
      {relations.length > 0 ? (
        <ul className="studio-relations">
          {relations.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      ) : null}
    </article>
  );
}

export function PartMenu({ part, acts }: { part: ModelPart; acts: CardActs }) {
  const { t } = useTranslation();
  const drafted = part.state === "changed" && part.liveVersion !== null;
  return (
    <Dropdown
      trigger={["click"]}
      placement="bottomRight"
      menu={{
        items: [
          ...(part.liveVersion !== null
            ? [{ key: "versions", icon: <Icon name="history" />, label: t("publish.history") }]
            : []),
          ...(drafted
            ? [{ key: "discard", icon: <Icon name="undo" />, label: t("studio.discard") }]
            : []),
          {
            key: "remove",
            danger: true,
            icon: <Icon name="trash" />,
            label: t("studio.remove_part"),
          },
        ],
        onClick: ({ key, domEvent }) => {
          domEvent.stopPropagation();
          if (key === "versions") acts.onVersions(part);
          else if (key === "discard") acts.onDiscard(part);
          else acts.onRemove(part);
        },
      }}
    >
      <button
        type="button"
        className="btn btn-icon btn-plain btn-small studio-part-menu"
        aria-label={t("studio.more_of", { app: part.label })}
      >
        <Icon name="more" />
      </button>
    </Dropdown>
  );
}

export function FactList({ facts, wrong = [] }: { facts: Fact[]; wrong?: string[] }) {
  if (facts.length === 0 && wrong.length === 0) return null;
  return (
    <ul className="studio-facts">
      {facts.map(({ icon, text }) => (
        <li key={text}>
          <Icon name={icon} size="s" />
          <span className="clip-two" title={text}>
            {text}
          </span>
        </li>
      ))}
      {wrong.map((text) => (
        <li key={text} className="is-late">
          <Icon name="late" size="s" />
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}
