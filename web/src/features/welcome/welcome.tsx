import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, Navigate, useNavigate } from "react-router";
import { api, call } from "../../api/client";
import { ApiError } from "../../api/errors";
import { Icon } from "../../app/icon";
import { usePageTitle } from "../../app/page-title";
import { workspaceQuery } from "../../app/queries";
import { useSaying } from "../../app/saying";
import {
  type Answers,
  CHANNELS,
  forgetProgress,
  LEVELS,
  STEPS,
  type Step,
  skipped,
  TRADES,
  useProgress,
} from "./answers";
import { Choice } from "./choices";
import { Glyph, type GlyphName } from "./glyph";
import { HoursStep } from "./hours-step";
import { Shape } from "./shape";
import { TeamsStep } from "./teams-step";
import "./welcome.css";

const TRADE_GLYPH: Record<(typeof TRADES)[number], GlyphName> = {
  equipment: "wrench",
  software: "code",
  retail: "bag",
  property: "building",
  general: "headset",
};
const CHANNEL_GLYPH: Record<(typeof CHANNELS)[number], GlyphName> = {
  link: "link",
  qr: "qr",
  phone: "phone",
  mail: "mail",
};

/** Six questions, the desk that takes shape beside them, and then it is there. */
export function WelcomePage() {
  const { t, i18n } = useTranslation();
  usePageTitle(t("welcome.title"));
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const { data: workspace, error } = useQuery(workspaceQuery);
  const { answers, at, been, setProgress } = useProgress();
  const [samples, setSamples] = useState(true);
  const heading = useRef<HTMLHeadingElement>(null);
  const step = STEPS[at] ?? "trade";
  const last = at === STEPS.length - 1;
  const reversed =
    !answers.hours.always && (answers.hours.start ?? "") >= (answers.hours.end ?? "");
  const named = (answers.teams.more ?? []).every((team) => team.name.trim());
  const good = named && !reversed && answers.channels.length > 0;

  const { data: preview } = useQuery({
    queryKey: ["first_run", i18n.language, answers],
    queryFn: ({ signal }) => call(api.POST("/first-run/preview", { body: answers, signal })),
    placeholderData: keepPreviousData,
    enabled: good && Boolean(workspace),
  });

  const found = useMutation({
    mutationFn: () => call(api.POST("/first-run", { body: { answers, samples } })),
    onSuccess: async ({ app, left_out }) => {
      forgetProgress();
      await queries.invalidateQueries({ queryKey: workspaceQuery.queryKey });
      navigate(`/studio/${app}`, { replace: true });
      if (left_out.length)
        failed(
          new ApiError(409, {
            detail: t("welcome.left_out", { who: left_out.join(t("list.semicolon")) }),
          }),
        );
      else done(t("welcome.made"));
    },
    onError: (problem) => failed(problem, () => found.mutate()),
  });

  useEffect(() => heading.current?.focus({ preventScroll: true }), [step]);

  if (error instanceof ApiError && error.signedOut) {
    return <Navigate to="/sign-in?return=%2Fwelcome" replace />;
  }
  if (workspace && !workspace.person.admin) return <Navigate to="/" replace />;

  const change = (next: Answers) => setProgress((now) => ({ ...now, answers: next }));
  const go = (place: number, next = answers) =>
    setProgress((now) => ({ answers: next, at: place, been: Math.max(now.been, place) }));

  function forward(next = answers) {
    if (!last) go(at + 1, next);
    else if (!found.isPending && good) found.mutate();
  }

  return (
    <div className="first">
      <header className="first-bar">
        <span className="brand" aria-hidden="true">
          匠
        </span>
        <b>{t("brand.name")}</b>
        <span className="first-soft">{t("welcome.title")}</span>
        <span className="first-saved">
          <Icon name="check" size="s" />
          {t("welcome.saved")}
        </span>
        <Link className="btn btn-plain" to={workspace?.apps.length ? "/" : "/studio"}>
          {t(workspace?.apps.length ? "welcome.later" : "welcome.blank")}
        </Link>
      </header>
      <div className="first-body">
        <nav className="first-steps" aria-label={t("welcome.steps")}>
          <p>{t("welcome.intro")}</p>
          <ol>
            {STEPS.map((each, place) => {
              const state = place === at ? "is-here" : place <= been ? "is-done" : "";
              return (
                <li key={each} className={state}>
                  <button
                    type="button"
                    disabled={place > been}
                    aria-current={place === at ? "step" : undefined}
                    onClick={() => go(place)}
                  >
                    <span className="first-nth" aria-hidden="true">
                      {place !== at && place < been ? <Glyph name="check" /> : place + 1}
                    </span>
                    <span className="first-words">
                      <b>{t(`welcome.step.${each}`)}</b>
                      {place === at ? (
                        <span>{t("welcome.filling")}</span>
                      ) : place < been ? (
                        <span>
                          <Told step={each} answers={answers} />
                        </span>
                      ) : null}
                    </span>
                  </button>
                </li>
              );
            })}
          </ol>
        </nav>
        <main className="first-main" id="page">
          <p className="first-count">{t("welcome.count", { n: at + 1, of: STEPS.length })}</p>
          <h1 ref={heading} tabIndex={-1}>
            {t(`welcome.ask.${step}`)}
          </h1>
          <p className="first-lead">{t(`welcome.lead.${step}`)}</p>
          <Question step={step} answers={answers} preview={preview} onChange={change} />
          {last ? (
            <label className="first-line first-samples">
              <input
                type="checkbox"
                checked={samples}
                onChange={(event) => setSamples(event.target.checked)}
              />
              <span>
                <b>{t("welcome.samples")}</b>
                <small>{t("welcome.samples_text")}</small>
              </span>
            </label>
          ) : null}
          <footer className="first-foot">
            {at > 0 ? (
              <button type="button" className="btn first-big" onClick={() => go(at - 1)}>
                <Icon name="back" />
                {t("welcome.back")}
              </button>
            ) : null}
            {last ? (
              <span className="first-skip" />
            ) : (
              <button
                type="button"
                className="btn btn-plain first-big first-skip"
                onClick={() => forward(skipped(answers, step))}
              >
                {t("welcome.skip")}
              </button>
            )}
            <button
              type="button"
              className="btn btn-primary first-big"
              aria-disabled={found.isPending || !good || undefined}
              onClick={() => good && forward()}
            >
              {last
                ? t(found.isPending ? "welcome.making" : "welcome.make")
                : t("welcome.next", { step: t(`welcome.step.${STEPS[at + 1] ?? step}`) })}
              <Glyph name="arrow" />
            </button>
          </footer>
        </main>
        <aside className="first-preview" aria-label={t("welcome.shape.title")}>
          <div className="first-head">
            <h2>{t("welcome.shape.title")}</h2>
            <small>{t("welcome.shape.live")}</small>
          </div>
          <Shape answers={answers} preview={preview} hoursKnown={been > STEPS.indexOf("hours")} />
          <p className="first-note">
            <Glyph name="spark" />
            <span>{t("welcome.shape.note")}</span>
          </p>
        </aside>
      </div>
    </div>
  );
}

/** What was answered to a question that is behind. */
function Told({ step, answers }: { step: Step; answers: Answers }) {
  const { t } = useTranslation();
  const { hours, teams } = answers;
  switch (step) {
    case "trade":
      return t(`welcome.trade.${answers.trade}.name`);
    case "channels":
      return CHANNELS.filter((each) => answers.channels.includes(each))
        .map((each) => t(`welcome.channel.${each}.name`))
        .join(t("welcome.shape.comma"));
    case "teams":
      return t("welcome.told_teams", {
        count: 1 + (teams.tech ? 1 : 0) + (teams.more?.length ?? 0),
      });
    case "hours":
      return hours.always
        ? t("welcome.hours.always")
        : `${t(`welcome.days.${(hours.days ?? "mon-fri").replace("-", "_")}`)} ${hours.start}–${hours.end}`;
    case "levels":
      return t(`welcome.levels.${answers.levels}.name`);
    default:
      return t(answers.field_service ? "welcome.field.yes.name" : "welcome.field.no.name");
  }
}

function Question({
  step,
  answers,
  preview,
  onChange,
}: {
  step: Step;
  answers: Answers;
  preview: Parameters<typeof Shape>[0]["preview"];
  onChange: (answers: Answers) => void;
}) {
  const { t } = useTranslation();
  if (step === "teams")
    return <TeamsStep answers={answers} preview={preview} onChange={onChange} />;
  if (step === "hours") return <HoursStep answers={answers} onChange={onChange} />;
  if (step === "trade") {
    return (
      <div className="first-choices is-wide">
        {TRADES.map((trade) => (
          <Choice
            key={trade}
            kind="radio"
            group="trade"
            name={trade}
            glyph={TRADE_GLYPH[trade]}
            title={t(`welcome.trade.${trade}.name`)}
            text={t(`welcome.trade.${trade}.text`)}
            on={answers.trade === trade}
            onChange={() => onChange({ ...answers, trade })}
          />
        ))}
      </div>
    );
  }
  if (step === "channels") {
    return (
      <>
        <div className="first-choices">
          {CHANNELS.map((channel) => (
            <Choice
              key={channel}
              kind="checkbox"
              group="channels"
              name={channel}
              glyph={CHANNEL_GLYPH[channel]}
              title={t(`welcome.channel.${channel}.name`)}
              text={t(`welcome.channel.${channel}.text`)}
              on={answers.channels.includes(channel)}
              onChange={(on) =>
                onChange({
                  ...answers,
                  channels: CHANNELS.filter((each) =>
                    each === channel ? on : answers.channels.includes(each),
                  ),
                })
              }
            />
          ))}
        </div>
        {answers.channels.length === 0 ? (
          <p className="first-problem" role="alert">
            {t("welcome.channel.least")}
          </p>
        ) : null}
      </>
    );
  }
  if (step === "levels") {
    return (
      <div className="first-choices">
        {LEVELS.map((levels) => (
          <Choice
            key={levels}
            kind="radio"
            group="levels"
            name={levels}
            glyph={levels === "none" ? "team" : "badge"}
            title={t(`welcome.levels.${levels}.name`)}
            text={t(`welcome.levels.${levels}.text`)}
            on={answers.levels === levels}
            onChange={() => onChange({ ...answers, levels })}
          />
        ))}
      </div>
    );
  }
  return (
    <div className="first-choices">
      {(["no", "yes"] as const).map((each) => (
        <Choice
          key={each}
          kind="radio"
          group="field"
          name={each}
          glyph={each === "yes" ? "van" : "headset"}
          title={t(`welcome.field.${each}.name`)}
          text={t(`welcome.field.${each}.text`)}
          on={answers.field_service === (each === "yes")}
          onChange={() => onChange({ ...answers, field_service: each === "yes" })}
        />
      ))}
    </div>
  );
}
