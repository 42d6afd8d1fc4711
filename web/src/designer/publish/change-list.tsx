import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Icon } from "../../app/icon";
import { recordPath } from "../../app/places";
import { PartIcon } from "./part-icon";
import type { Detail, Effect } from "./queries";
import type { Line } from "./told";

/** Each change: what, from → to, and what it does to what is stored or under way. */
export function ChangeList({
  app,
  lines,
  moving = false,
}: {
  app: string;
  lines: Line[];
  /** What is under way goes on under the new versions of flows. */
  moving?: boolean;
}) {
  return (
    <ol className="publish-list">
      {lines.map((line) => (
        <ChangeLine key={line.id} app={app} line={line} moving={moving} />
      ))}
    </ol>
  );
}

function ChangeLine({
  app,
  line: { part, detail, effects },
  moving,
}: {
  app: string;
  line: Line;
  moving: boolean;
}) {
  const { t } = useTranslation();
  const kind = t(`part.kind.${part.kind}`, { defaultValue: part.kind });
  const what = detail
    ? t("publish.line", { part: part.label, what: detail.what })
    : t(`publish.part_${part.change}`, { kind, part: part.label });
  const said = effects.filter((effect) => effect.sample.length === 0);
  const stuck = effects.filter((effect) => effect.sample.length > 0);
  const form = part.kind === "form" ? `${app}.${part.key}` : null;
  return (
    <li className="publish-line">
      <PartIcon kind={part.kind} />
      <div className="publish-what">
        <p>
          <b>{what}</b>
        </p>
        {detail ? <FromTo detail={detail} /> : null}
      </div>
      <div className="publish-effects">
        {said.map((effect) => (
          <p key={effect.path + effect.code}>{effect.message}</p>
        ))}
        {effects.length === 0 ? (
          <p>
            {moving && part.kind === "flow"
              ? t("migrate.effect")
              : t(`publish.effect.${part.kind}`, { defaultValue: "" })}
          </p>
        ) : null}
      </div>
      {stuck.map((effect) => (
        <Stuck key={effect.path + effect.code} effect={effect} form={form} />
      ))}
    </li>
  );
}

export function FromTo({ detail: { before, after } }: { detail: Detail }) {
  const { t } = useTranslation();
  if (before === null && after === null) return null;
  if (!before)
    return <p className="publish-fromto">{after ? <b>{after}</b> : t("publish.emptied")}</p>;
  return (
    <p className="publish-fromto">
      <span className="publish-was">{before}</span>
      <Icon name="arrow" size="s" />
      <b>{after || t("publish.emptied")}</b>
    </p>
  );
}

/** Records that an effect concerns, each with its address. */
function Stuck({ effect, form }: { effect: Effect; form: string | null }) {
  const { t } = useTranslation();
  const reasons = effect.sample.some((row) => row.why);
  return (
    <div className="publish-stuck" id={effect.path}>
      <p className="publish-stuck-head">
        <Icon name="alert" />
        <b>{effect.message}</b>
      </p>
      <div className="publish-stuck-rows">
        <table>
          <thead>
            <tr>
              <th scope="col">{t("publish.record")}</th>
              <th scope="col">{t("publish.now_filled")}</th>
              {reasons ? <th scope="col">{t("publish.why_not")}</th> : null}
              {effect.accept ? <th scope="col">{t("publish.afterwards")}</th> : null}
            </tr>
          </thead>
          <tbody>
            {effect.sample.map((row) => (
              <tr key={row.record}>
                <td>
                  {form ? (
                    <Link className="text-link" to={recordPath(form, row.record)} target="_blank">
                      {row.number}
                    </Link>
                  ) : (
                    row.number
                  )}
                </td>
                <td>
                  <span className="publish-raw">{row.value}</span>
                </td>
                {reasons ? <td>{row.why}</td> : null}
                {effect.accept ? <td className="quiet">{t("publish.left_empty")}</td> : null}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
