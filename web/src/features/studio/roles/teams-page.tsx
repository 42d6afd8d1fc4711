import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Icon } from "../../../app/icon";
import type { AppModel, ModelPart } from "../../../designer/app-model";
import { designerPath } from "../../../designer/places";
import { PartIcon } from "../../../designer/publish/part-icon";
import { ArtefactPage } from "../artefact-page";
import { Members } from "../members";
import { mentions } from "../wires";
import "../shared.css";
import "../studio.css";

/** People who share a queue. */
export function TeamsPage() {
  const { t } = useTranslation();
  return (
    <ArtefactPage
      kind="team"
      starts={() => [{ key: "empty", label: "", document: (name) => ({ name }) }]}
      about={(part, facts) =>
        part.liveVersion === null
          ? t("studio.not_live")
          : t("shared.people", { n: facts.team?.[part.key]?.people ?? 0 })
      }
      canvas={(model, part) => <Team model={model} part={part} />}
    />
  );
}

function Team({ model, part }: { model: AppModel; part: ModelPart }) {
  const { t } = useTranslation();
  const users = [...model.flows, ...model.rules].filter((each) =>
    mentions(each.document, (map) => map.team === part.key),
  );
  return (
    <div className="team-page">
      <Members app={model.app} part={part} />
      <section className="members">
        <h3>{t("shared.used_in")}</h3>
        {users.length === 0 ? <p className="members-none">{t("shared.used_nowhere")}</p> : null}
        <ul>
          {users.map((each) => (
            <li key={`${each.kind}.${each.key}`}>
              <PartIcon kind={each.kind} />
              <Link className="grow clip" to={designerPath(model.app, each.kind, each.key)}>
                {each.label}
              </Link>
              <Icon name="right" size="s" />
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
