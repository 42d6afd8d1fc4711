import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import { useRested } from "../../app/rested";
import { exactly } from "../../app/words";
import type { Around, InputForm } from "../../designer/inputs";
import { fieldOf, valueText } from "../../designer/inputs";
import { useSession } from "../../designer/session";
import { Effects } from "./effects";
import { Lookback } from "./lookback";
import { RecordPicker } from "./record-picker";
import { type When, whenOf } from "./rule-document";
import { type Trial, tryRule } from "./trial";

const PAUSE = 450;
/** Fields of the record that are shown above the verdict. */
const SHOWN = 4;

interface TryPanelProps {
  app: string;
  rule: string;
  form: InputForm;
  around: Around;
}

/** 拿真实工单试一试: whether it would run on a real record, what it would do, and how often lately. */
export function TryPanel({ app, rule, form, around }: TryPanelProps) {
  const { t } = useTranslation();
  const document = useRested(
    useSession((state) => state.document),
    PAUSE,
  );
  const [record, setRecord] = useState<string | null>(null);
  const { name: _name, enabled: _enabled, ...tried } = document;
  const query = useQuery({
    queryKey: ["studio", app, "trial", rule, record, JSON.stringify(tried)],
    queryFn: ({ signal }) => tryRule(app, rule, tried, record, signal),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  const found = query.data;
  /** On the record that the server chooses; where it was that one already, once more. */
  function again(): void {
    if (record === null) void query.refetch();
    else setRecord(null);
  }
  return (
    <div className="rl-try" aria-busy={query.isFetching}>
      <div className="rl-try-head">
        <h2>{t("rules.try.title")}</h2>
        <span className="rl-safe">
          <Icon name="lock" size="s" />
          {t("rules.try.safe")}
        </span>
      </div>
      {query.isError ? (
        <p className="rl-note">
          {query.error.message || t("rules.try.failed")}
          <button type="button" className="text-link" onClick={again}>
            {t("rules.try.again")}
          </button>
        </p>
      ) : found === undefined ? (
        <TryBones />
      ) : found.record === null ? (
        <p className="rl-note">{found.text ?? t("rules.try.nothing")}</p>
      ) : (
        <>
          <RecordPicker
            form={`${app}.${whenOf(document).form}`}
            chosen={found.record}
            onChoose={setRecord}
          />
          <Facts found={found} form={form} around={around} when={whenOf(document)} />
          <Verdict found={found} form={form} around={around} trigger={whenOf(document)} />
          <Effects found={found} form={form} around={around} />
          <Others found={found} form={form} around={around} onChoose={setRecord} />
          <Lookback found={found} onChoose={setRecord} />
        </>
      )}
    </div>
  );
}

function TryBones() {
  const { t } = useTranslation();
  return (
    <div className="rl-bones" role="status" aria-label={t("shell.loading")}>
      {[90, 60, 72, 48, 84].map((width) => (
        <span key={width} className="bone" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}

interface FoundProps {
  found: Trial;
  form: InputForm;
  around: Around;
}

/** What of the record matters: what the condition looks at first. */
function Facts({ found, form, around, when }: FoundProps & { when: When }) {
  const { t } = useTranslation();
  const asked = [
    String(when.field ?? ""),
    ...(found.condition?.parts ?? []).map((each) => each.field),
  ];
  const others = form.fields
    .filter((each) => each.options?.length || each.type === "multiline")
    .map((each) => each.key);
  const keys = [...new Set([...asked, ...others])]
    .filter((key) => key in found.values && found.values[key] != null)
    .slice(0, SHOWN);
  return (
    <dl className="rl-facts">
      {keys.map((key) => {
        const field = fieldOf(form, key);
        return (
          <div key={key}>
            <dt>{field?.label ?? key}</dt>
            <dd>{valueText(found.values[key], field, form, t, around)}</dd>
          </div>
        );
      })}
    </dl>
  );
}

/** 当, 如果, 就: each with a tick or what is in the way. */
function Verdict({ found, form, around, trigger }: FoundProps & { trigger: When }) {
  const { t } = useTranslation();
  const { when, condition, steps } = found;
  const parts = condition?.parts ?? [];
  const field = fieldOf(form, String(trigger.field ?? ""));
  const runs = (when?.holds ?? false) && (condition?.holds ?? true);
  const messages = steps
    .flatMap((each) => each.effects)
    .filter((each) => each.kind === "message" && !each.data.reason);
  const names = [...new Set(messages.map((each) => String(each.data.to ?? each.data.address)))];
  const doing = steps.filter((each) => each.state === "does" || each.state === "waits").length;
  return (
    <ol className="rl-trace">
      <li>
        <Mark good={when?.holds ?? false} />
        <b>{t("rules.word.when")}</b>
        <span>
          {when?.code === "run_value_is_another" && field
            ? t("rules.try.is", {
                field: field.label,
                value: valueText(found.values[field.key], field, form, t, around),
              })
            : when?.text}
          {when?.at ? <time dateTime={when.at}> {exactly(when.at).slice(5, 16)}</time> : null}
        </span>
      </li>
      <li>
        <Mark good={condition?.holds ?? true} />
        <b>{t("rules.word.if")}</b>
        <span>
          {parts.length === 0
            ? t("rules.try.no_condition")
            : parts
                .map((each) =>
                  t(each.holds ? "rules.try.fits" : "rules.try.fits_not", {
                    field: each.label,
                    value: valueText(each.found, fieldOf(form, each.field), form, t, around),
                  }),
                )
                .join(t("rules.try.join"))}
        </span>
      </li>
      <li>
        <Mark good={runs && doing > 0} />
        <b>{t("rules.word.then")}</b>
        <span>
          {!runs
            ? t("rules.try.would_not")
            : messages.length > 0
              ? t("rules.try.would_tell", {
                  n: messages.length,
                  names: names.slice(0, 3).join(t("list.and")),
                })
              : doing > 0
                ? t("rules.try.would_do", { n: doing })
                : t("rules.try.would_nothing")}
        </span>
      </li>
    </ol>
  );
}

function Mark({ good }: { good: boolean }) {
  return (
    <span className={good ? "rl-mark is-good" : "rl-mark is-bad"}>
      <Icon name={good ? "check" : "x"} size="s" />
    </span>
  );
}

/** Other recent records on which nothing would happen, and why. */
function Others({
  found,
  form,
  around,
  onChoose,
}: FoundProps & { onChoose: (id: string) => void }) {
  const { t } = useTranslation();
  if (found.others.length === 0) return null;
  return (
    <section className="rl-near">
      <h3>{t("rules.try.others", { form: form.name })}</h3>
      <ul>
        {found.others.map(({ record, text, parts }) => (
          <li key={record.id}>
            <button type="button" className="rl-number" onClick={() => onChoose(record.id)}>
              {record.number}
            </button>
            <span className="clip">
              {text ??
                parts
                  .map((part) =>
                    t("rules.try.is", {
                      field: fieldOf(form, String(part.field))?.label ?? String(part.field),
                      value: valueText(
                        part.found,
                        fieldOf(form, String(part.field)),
                        form,
                        t,
                        around,
                      ),
                    }),
                  )
                  .join(t("list.and"))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
