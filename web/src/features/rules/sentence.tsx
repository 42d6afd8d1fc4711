import { type ReactNode, useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useAppModel } from "../../designer/app-model";
import { useCatalogue } from "../../designer/catalogue";
import { DOCUMENT, type Operation } from "../../designer/document";
import {
  type Act,
  type ActionLine,
  ActionList,
  type Around,
  ConditionBuilder,
  type InputForm,
  Slot,
} from "../../designer/inputs";
import { useOwnProblems, useSession, useSessionStore } from "../../designer/session";
import { changedWhen, conditionOf, stepsOf, type When, whenOf } from "./rule-document";
import { triggerFaces, wrongAt } from "./trigger-face";

interface SentenceProps {
  app: string;
  form: InputForm;
  around: Around;
}

/** 当 … 时, 如果 …, 就 …: every bordered word can be changed. */
export function Sentence(props: SentenceProps) {
  return (
    <div className="rl-clauses">
      <WhenClause {...props} />
      <span className="rl-thread" aria-hidden="true" />
      <IfClause {...props} />
      <span className="rl-thread" aria-hidden="true" />
      <ThenClause {...props} />
    </div>
  );
}

function Clause(props: { part: string; word: string; problem?: boolean; children: ReactNode }) {
  const id = useId();
  const clause = useJump(props.part);
  return (
    <section
      ref={clause}
      className={props.problem ? "rl-clause has-problem" : "rl-clause"}
      aria-labelledby={id}
    >
      <h2 id={id}>{props.word}</h2>
      <div className="rl-clause-body">{props.children}</div>
    </section>
  );
}

/** Brings the cursor to the word that a problem of this part names: the marked one, else the first. */
function useJump(part: string) {
  const clause = useRef<HTMLElement>(null);
  const focus = useSession((state) => state.focus);
  const store = useSessionStore();
  useEffect(() => {
    if (focus?.path[0] !== part) return;
    const timer = setTimeout(() => {
      const step = focus.path[1];
      const card = clause.current?.querySelector<HTMLElement>(`[data-action-card="${step}"]`);
      const place = card ?? clause.current;
      place?.scrollIntoView?.({ block: "nearest" });
      const marked = place?.querySelector<HTMLElement>(
        "button.has-problem, input.has-problem, [role='textbox'].has-problem",
      );
      (marked ?? place?.querySelector<HTMLElement>("button, input"))?.focus();
      store.setState({ focus: null });
    }, 60);
    return () => clearTimeout(timer);
  }, [focus, part, store]);
  return clause;
}

/** The problems of a part of the document, with paths from there on. */
function useProblems(part: string) {
  return useOwnProblems()
    .filter((each) => each.at[0] === part)
    .map((each) => ({ at: each.at.slice(1), message: each.message }));
}

function Said({ problems }: { problems: readonly { at: readonly unknown[]; message: string }[] }) {
  return problems.map((each) => (
    <p className="di-problem" key={`${each.at.join(".")} ${each.message}`}>
      {each.message}
    </p>
  ));
}

function WhenClause({ app, form, around }: SentenceProps) {
  const { t } = useTranslation();
  const model = useAppModel(app);
  const { triggers } = useCatalogue();
  const when = whenOf(useSession((state) => state.document));
  const execute = useSession((state) => state.execute);
  const problems = useProblems("when");
  const face = triggerFaces.get(when.event);
  const entry = triggers.find((each) => each.key === when.event);

  function put(next: When, label: string): void {
    execute({ label, operations: [{ do: "change", element: DOCUMENT, values: { when: next } }] });
  }
  function chooseTrigger(event: string): void {
    const start = triggerFaces.get(event)?.start(form) ?? {};
    put({ event, form: when.form, ...start }, t("rules.act.trigger"));
  }
  const triggerName = (key: string, name: string) =>
    triggerFaces.has(key) ? t(`rules.trigger.${key}`) : name;
  return (
    <Clause part="when" word={t("rules.word.when")} problem={problems.length > 0}>
      <div className="di-row rl-line">
        <span className="di-joining">{t("rules.when.have")}</span>
        <Slot
          label={t("rules.when.form")}
          choices={model.forms.map((each) => ({ key: each.key, label: each.label }))}
          chosen={when.form === "" ? [] : [when.form]}
          placeholder={t("inputs.value.choose")}
          problem={form.key === "" || wrongAt(problems, "form")}
          onChoose={([key]) => key && put({ ...when, form: key }, t("rules.act.form"))}
        />
        <Slot
          label={t("rules.when.trigger")}
          choices={triggers.map((each) => ({
            key: each.key,
            label: triggerName(each.key, each.name),
            hint: each.help ?? undefined,
            icon: triggerFaces.get(each.key)?.icon,
            keywords: each.keywords,
          }))}
          chosen={[when.event]}
          text={triggerName(when.event, entry?.name ?? when.event)}
          problem={entry === undefined}
          onChoose={([key]) => key && key !== when.event && chooseTrigger(key)}
        />
        {face?.Words ? (
          <face.Words
            when={when}
            form={form}
            around={around}
            problems={problems}
            onChange={(settings) => put(changedWhen(when, settings), t("rules.act.when"))}
          />
        ) : null}
        <span className="di-joining rl-end">{t("rules.when.end")}</span>
      </div>
      {face === undefined ? null : <p className="di-help">{t(`rules.about.${when.event}`)}</p>}
      <Said problems={problems} />
    </Clause>
  );
}

function IfClause({ form, around }: SentenceProps) {
  const { t } = useTranslation();
  const condition = conditionOf(useSession((state) => state.document));
  const execute = useSession((state) => state.execute);
  const problems = useProblems("if");
  return (
    <Clause part="if" word={t("rules.word.if")} problem={problems.length > 0}>
      <ConditionBuilder
        form={form}
        around={around}
        allowed={{ me: false }}
        label={t("rules.word.if")}
        nothing={t("rules.no_condition")}
        value={condition}
        onChange={(next) =>
          execute({
            label: t("rules.act.condition"),
            operations: [{ do: "change", element: DOCUMENT, values: { if: next ?? null } }],
          })
        }
      />
      <Said problems={problems} />
    </Clause>
  );
}

function ThenClause({ form, around }: SentenceProps) {
  const { t } = useTranslation();
  const { actions } = useCatalogue();
  const steps = stepsOf(useSession((state) => state.document));
  const selection = useSession((state) => state.selection);
  const select = useSession((state) => state.select);
  const execute = useSession((state) => state.execute);
  const problems = useProblems("then");
  const chosen = selection.find((path) => path[0] === "then")?.[1];

  function change(next: ActionLine[], act: Act): void {
    const at = act.to ?? act.at;
    execute({
      label: t(`rules.act.${act.do}`, { name: act.name }),
      operations: [operation(next, act)],
      ...(act.do === "remove" ? {} : { select: [["then", at]] }),
    });
  }
  return (
    <Clause
      part="then"
      word={t("rules.word.then")}
      problem={problems.some((each) => each.at.length === 0)}
    >
      <ActionList
        form={form}
        around={around}
        kinds={actions}
        delays
        first={t("rules.first_action")}
        value={steps}
        problems={problems.filter((each) => each.at.length > 0)}
        selected={typeof chosen === "number" ? chosen : null}
        onSelect={(at) => at !== null && at !== chosen && select(["then", at])}
        onChange={change}
      />
      <Said problems={problems.filter((each) => each.at.length === 0)} />
    </Clause>
  );
}

/** The typed operation of an act on the list. */
export function operation(next: readonly ActionLine[], act: Act): Operation {
  switch (act.do) {
    case "remove":
      return { do: "remove", element: "step", at: [act.at] };
    case "move":
      return { do: "move", element: "step", at: [act.at], place: act.to ?? act.at };
    case "change":
      return { do: "change", element: "step", at: [act.at], value: next[act.at] };
    default:
      return { do: "add", element: "step", at: [act.at], place: act.at, value: next[act.at] };
  }
}
