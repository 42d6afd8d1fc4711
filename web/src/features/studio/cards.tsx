import { useQuery } from "@tanstack/react-query";
import { Switch } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { dashboardQuery } from "../../app/queries";
import type { ModelForm, ModelPart } from "../../designer/app-model";
import { useCatalogue } from "../../designer/catalogue";
import type { Document } from "../../designer/document";
import { designerPath } from "../../designer/places";
import { PartIcon } from "../../designer/publish/part-icon";
import { textIn } from "../../designer/texts";
import { fitColumns } from "../../ui/stepper";
import { figuresOf, type Glance, sparkline } from "./figures";
import { type CardActs, FactList, PartCard, PartMenu } from "./part-card";
import type { Overview } from "./queries";
import {
  fillings,
  flowFacts,
  formFacts,
  mainPath,
  readersOf,
  ruleLine,
  type Speech,
  surveyFacts,
} from "./summary";
import { RULES } from "./wires";
import "./part-card.css";

export interface CardProps {
  app: string;
  speech: Speech;
  facts: Overview["facts"];
  /** Changes that wait, by `kind.key`. */
  changed: ReadonlyMap<string, number>;
  /** Sentences about what is wrong, by `kind.key`. */
  wrong: ReadonlyMap<string, string[]>;
  relations: (id: string) => string[];
  acts: CardActs;
}

const MOST_STEPS = 6;
/** More rules than this are not read on the card of an app; those that ask for something come first. */
const MOST_RULES = 12;
/** A card that would leave out so few shows them. */
const FEW = 3;

const idOf = (part: ModelPart) => `${part.kind}.${part.key}`;

export function FormCard({ form, ...props }: CardProps & { form: ModelForm }) {
  const { t } = useTranslation();
  const { model } = props.speech;
  const records = props.facts.form?.[form.key]?.records;
  const fields = t("studio.fields", { n: form.fields.length });
  const customers = fillings(model, form.key).length > 0;
  const counted =
    records == null
      ? t("studio.not_live")
      : t(form.statusField ? "studio.tickets" : customers ? "studio.customers" : "studio.records", {
          n: records.toLocaleString(),
        });
  return (
    <PartCard
      app={props.app}
      part={form}
      {...(customers ? { icon: "people" as const } : {})}
      about={`${fields} · ${counted}`}
      changes={props.changed.get(idOf(form)) ?? 0}
      relations={props.relations(idOf(form))}
      acts={props.acts}
    >
      <FactList facts={formFacts(form, props.speech)} wrong={props.wrong.get(idOf(form)) ?? []} />
    </PartCard>
  );
}

export function FlowCard({ flow, ...props }: CardProps & { flow: ModelPart }) {
  const { t } = useTranslation();
  const open = props.facts.flow?.[flow.key]?.open;
  const wrong = props.wrong.get(idOf(flow)) ?? [];
  const steps = mainPath(flow.document, props.speech.language, t("studio.submit"));
  const shown = steps.slice(0, MOST_STEPS).map((step) => step.name);
  const form = props.speech.model.form(String(flow.document.form ?? ""));
  const counter = form?.statusField ? "studio.open_tickets" : "studio.open_records";
  return (
    <PartCard
      app={props.app}
      part={flow}
      about={
        flow.liveVersion !== null
          ? [
              t("publish.version", { version: flow.liveVersion }),
              t(counter, { n: open ?? 0 }),
            ].join(" · ")
          : t("studio.not_live")
      }
      changes={props.changed.get(idOf(flow)) ?? 0}
      relations={props.relations(idOf(flow))}
      acts={props.acts}
    >
      {steps.length > 1 ? (
        <ol className={fitColumns(shown) ? "studio-steps" : "studio-steps is-line"}>
          {steps.slice(0, MOST_STEPS).map((step) => (
            <li key={step.key}>{step.name}</li>
          ))}
        </ol>
      ) : null}
      <FactList facts={flowFacts(flow, props.speech)} wrong={wrong} />
    </PartCard>
  );
}

export function RulesCard({
  rules,
  onSwitch,
  switching,
  ...props
}: CardProps & {
  rules: readonly ModelPart[];
  onSwitch: (rule: ModelPart, on: boolean) => void;
  switching: string | null;
}) {
  const { t } = useTranslation();
  const { actions, triggers } = useCatalogue();
  const on = rules.filter((rule) => rule.document.enabled !== false);
  const runs = rules.reduce((sum, rule) => sum + (props.facts.rule?.[rule.key]?.runs ?? 0), 0);
  const changes = rules.reduce((sum, rule) => sum + (props.changed.get(idOf(rule)) ?? 0), 0);
  const bad = rules.some((rule) => rule.problems > 0);
  const asks = (rule: ModelPart) =>
    rule.problems > 0 ||
    (props.wrong.get(idOf(rule)) ?? []).length > 0 ||
    (props.facts.rule?.[rule.key]?.failed ?? 0) > 0 ||
    props.changed.has(idOf(rule));
  const shown =
    rules.length <= MOST_RULES + FEW
      ? rules
      : [...rules.filter(asks), ...rules.filter((rule) => !asks(rule))].slice(0, MOST_RULES);
  return (
    <article className={bad ? "studio-part is-bad" : "studio-part"} data-card={RULES}>
      <header>
        <PartIcon kind="rule" />
        <div className="grow">
          <h3>{t("studio.rules")}</h3>
          <p className="small quiet clip">
            {t("studio.rules_on", { n: on.length })}
            {" · "}
            {t("studio.runs", { n: runs.toLocaleString() })}
          </p>
        </div>
        {changes > 0 ? (
          <span className="studio-changed">{t("studio.changed", { n: changes })}</span>
        ) : null}
      </header>
      <ul className="studio-rules">
        {shown.map((rule) => {
          const { cause, effect } = ruleLine(rule.document, props.speech, actions, triggers);
          const failed = props.facts.rule?.[rule.key]?.failed ?? 0;
          const waits = props.changed.has(idOf(rule)) || rule.state === "new";
          return (
            <li key={rule.key} id={`rule-${rule.key}`}>
              <Switch
                size="small"
                checked={rule.document.enabled !== false}
                loading={switching === rule.key}
                aria-label={t("studio.switch", { rule: rule.label })}
                onChange={(checked) => onSwitch(rule, checked)}
              />
              <div className="grow">
                <Link
                  className="studio-rule-name clip-two"
                  to={designerPath(props.app, "rule", rule.key)}
                >
                  {rule.label}
                </Link>
                <p className="small quiet clip-two" title={`${cause} → ${effect}`}>
                  {cause} → {effect}
                </p>
                {failed > 0 ? (
                  <p className="small studio-late">{t("studio.runs_failed", { n: failed })}</p>
                ) : null}
                {(props.wrong.get(idOf(rule)) ?? []).map((text) => (
                  <p key={text} className="small studio-late">
                    {text}
                  </p>
                ))}
              </div>
              {waits ? (
                <span
                  className="studio-dot"
                  role="img"
                  aria-label={t("studio.changed", { n: props.changed.get(idOf(rule)) ?? 1 })}
                />
              ) : null}
              <PartMenu part={rule} acts={props.acts} />
            </li>
          );
        })}
      </ul>
      {shown.length < rules.length ? (
        <Link
          className="text-link studio-all-rules"
          to={`/studio/${encodeURIComponent(props.app)}/rules`}
        >
          {t("studio.all_rules", { n: rules.length.toLocaleString() })}
        </Link>
      ) : null}
      {props.relations(RULES).length > 0 ? (
        <ul className="studio-relations">
          {props.relations(RULES).map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      ) : null}
    </article>
  );
}

export function DashboardCard({
  dashboard,
  open,
  ...props
}: CardProps & {
  dashboard: ModelPart;
  /** Whether the reader may see its numbers. */
  open: boolean;
}) {
  const { t } = useTranslation();
  const widgets = Object.values((dashboard.document.widgets ?? {}) as Record<string, Document>);
  const readers = readersOf(dashboard.key, props.speech.model);
  const { data } = useQuery({
    ...dashboardQuery(`${props.app}.${dashboard.key}`),
    enabled: open && dashboard.liveVersion !== null,
    retry: false,
  });
  const glance = data ? figuresOf(data) : null;
  return (
    <PartCard
      app={props.app}
      part={dashboard}
      about={[
        t("studio.widgets", { n: widgets.length }),
        ...(dashboard.liveVersion === null
          ? [t("studio.not_live")]
          : glance
            ? [t("studio.live_numbers")]
            : []),
      ].join(" · ")}
      changes={props.changed.get(idOf(dashboard)) ?? 0}
      relations={props.relations(idOf(dashboard))}
      acts={props.acts}
    >
      {glance && (glance.figures.length > 0 || glance.course.length > 0) ? (
        <Numbers glance={glance} />
      ) : (
        <ul className="studio-widgets">
          {widgets.slice(0, 6).map((widget) => {
            const title = textIn(widget.title, props.speech.language);
            return title ? <li key={title}>{title}</li> : null;
          })}
        </ul>
      )}
      <FactList
        facts={[
          {
            icon: "eye",
            text:
              readers.length > 0
                ? t("studio.readers", { roles: readers.join(t("list.and")) })
                : t("studio.no_readers"),
          },
        ]}
        wrong={props.wrong.get(idOf(dashboard)) ?? []}
      />
    </PartCard>
  );
}

function Numbers({ glance: { figures, course } }: { glance: Glance }) {
  return (
    <>
      <dl className="studio-figures">
        {figures.map(({ title, value }) => (
          <div key={title}>
            <dt className="small quiet clip">{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {course.length > 1 ? (
        <svg
          className="studio-course"
          viewBox="0 0 262 52"
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <path className="is-area" d={`${sparkline(course, 262, 52)}V52H0z`} />
          <path d={sparkline(course, 262, 52)} />
        </svg>
      ) : null}
    </>
  );
}

export function SurveyCard({ survey, ...props }: CardProps & { survey: ModelPart }) {
  const { t } = useTranslation();
  const facts = props.facts.survey?.[survey.key];
  const scored =
    facts?.average != null
      ? t("studio.scored", { score: facts.average.toFixed(1), n: facts.answers ?? 0 })
      : survey.liveVersion === null
        ? t("studio.not_live")
        : t("studio.not_scored");
  return (
    <PartCard
      app={props.app}
      part={survey}
      title={t("studio.survey")}
      about={textIn(survey.document.question, props.speech.language)}
      changes={props.changed.get(idOf(survey)) ?? 0}
      relations={props.relations(idOf(survey))}
      acts={props.acts}
    >
      <FactList
        facts={[{ icon: "clock", text: `${surveyFacts(survey, props.speech)} · ${scored}` }]}
        wrong={props.wrong.get(idOf(survey)) ?? []}
      />
    </PartCard>
  );
}

/** What a column shows while it has nothing. */
export function EmptyCard({
  kind,
  title,
  text,
  act,
  onAct,
}: {
  kind: string;
  title: string;
  text: string;
  act: string;
  onAct: () => void;
}) {
  return (
    <section className="studio-part is-empty">
      <header>
        <PartIcon kind={kind} />
        <div className="grow">
          <h3>{title}</h3>
          <p className="small quiet">{text}</p>
        </div>
      </header>
      <button type="button" className="text-link" onClick={onAct}>
        {act}
      </button>
    </section>
  );
}
