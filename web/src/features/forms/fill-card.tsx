import { Switch } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import {
  type AppModel,
  type ModelField,
  type ModelForm,
  useAppModel,
} from "../../designer/app-model";
import type { Document } from "../../designer/document";
import { type DocumentProblem, useProblemsAt } from "../../designer/session";
import { FieldSelect, FormSelect } from "../../designer/settings";
import { settingPath } from "./acts";
import { useFormActs } from "./use-form";

interface Fill {
  from: string;
  match: string;
  set: Readonly<Record<string, string>>;
}

/** What is likely meant: the form that has a field of this type, its like-named fields. */
function guessFill(own: string, name: string, form: ModelForm, model: AppModel): Fill | null {
  const field = form.field(name);
  // A link is chosen, not written: nothing is looked up by it.
  if (field?.type === "link") return null;
  const others = model.forms.filter((each) => each.key !== own);
  const source =
    others.find((each) => each.fields.some((one) => sameSort(one, field))) ?? others[0];
  if (!source) return null;
  const match =
    source.fields.find((each) => sameSort(each, field) && each.settings.unique === true) ??
    source.fields.find((each) => sameSort(each, field)) ??
    source.fields[0];
  if (!match) return null;
  const taken = new Set<string>();
  const set: Record<string, string> = {};
  for (const there of source.fields) {
    if (there.key === match.key) continue;
    const here = form.fields.find(
      (each) =>
        each.key !== name && !taken.has(each.key) && each.type === there.type && alike(each, there),
    );
    if (!here) continue;
    taken.add(here.key);
    set[here.key] = there.key;
  }
  return { from: source.key, match: match.key, set };
}

const sameSort = (one: ModelField, other: ModelField | undefined) => one.type === other?.type;

function alike(one: ModelField, other: ModelField): boolean {
  if (one.key === other.key || one.label === other.label) return true;
  if (one.label.includes(other.label) || other.label.includes(one.label)) return true;
  return one.type === "email";
}

/** 带出已有资料: to which form, by which field, and what it brings along. */
export function FillCard({
  app,
  name,
  settings,
  form,
}: {
  app: string;
  name: string;
  settings: Document;
  form: ModelForm;
}) {
  const { t } = useTranslation();
  const model = useAppModel(app);
  const acts = useFormActs();
  const problems = useProblemsAt(settingPath(name, "fill"));
  const fill = settings.fill as Fill | undefined;
  const guess = guessFill(form.key, name, form, model);
  if (!fill && !guess) return null;
  const source = fill ? model.form(fill.from) : undefined;
  const say = (what: string) => ({ label: what });
  const change = (next: Partial<Fill>, what: string) =>
    fill && acts.set(name, "fill", { ...fill, ...next }, say(what));

  return (
    <section className={fill ? "fd-fill" : "fd-fill is-off"}>
      <h3>
        <Icon name="spark" />
        <span>{t("form_design.fill")}</span>
        <Switch
          size="small"
          checked={fill !== undefined}
          aria-label={t("form_design.fill")}
          onChange={(on) => acts.set(name, "fill", on ? guess : null, say(t("form_design.fill")))}
        />
      </h3>
      {fill ? (
        <>
          <p className="fd-say">
            {t("form_design.fill_to")}
            <FormSelect
              app={app}
              inline
              without={form.key}
              label={t("form_design.fill_form")}
              value={fill.from}
              onChange={(from) => {
                const chosen = from ? model.form(from) : undefined;
                if (!chosen) return;
                const only = { ...model, forms: [chosen] };
                const next = guessFill(form.key, name, form, only);
                acts.set(name, "fill", next, say(t("form_design.fill_form")));
              }}
            />
            {t("form_design.fill_by")}
            <FieldSelect
              form={source}
              inline
              label={t("form_design.fill_match")}
              value={fill.match}
              onChange={(match) => match && change({ match }, t("form_design.fill_match"))}
            />
            {t("form_design.fill_bring")}
          </p>
          <Pairs
            fill={fill}
            name={name}
            form={form}
            source={source}
            onChange={(set) => change({ set }, t("form_design.fill_pairs"))}
          />
          <Wrong problems={problems} />
          <p className="fd-soft">{t("form_design.fill_who")}</p>
        </>
      ) : (
        <p className="fd-soft">{t("form_design.fill_off")}</p>
      )}
    </section>
  );
}

/** The next thing to bring along: of fields of one sort those of like names first. */
function nextPair(
  form: ModelForm,
  source: ModelForm | undefined,
  here: readonly string[],
  there: readonly string[],
): [string, string] | undefined {
  const from = source?.fields.filter((each) => !there.includes(each.key)) ?? [];
  const pairs = form.fields
    .filter((each) => !here.includes(each.key))
    .flatMap((one) =>
      from.filter((each) => sameSort(each, one)).map((each) => [one, each] as const),
    );
  const best = pairs.find(([one, other]) => alike(one, other)) ?? pairs[0];
  return best && [best[0].key, best[1].key];
}

function Wrong({ problems }: { problems: readonly DocumentProblem[] }) {
  return problems.map((each) => (
    <p key={each.path} className="s-wrong" role="alert">
      {each.message}
    </p>
  ));
}

function Pairs({
  fill,
  name,
  form,
  source,
  onChange,
}: {
  fill: Fill;
  name: string;
  form: ModelForm;
  source: ModelForm | undefined;
  onChange: (set: Record<string, string>) => void;
}) {
  const { t } = useTranslation();
  const pairs = Object.entries(fill.set);
  const used = [name, ...pairs.map(([here]) => here)];
  const next = nextPair(form, source, used, [fill.match, ...pairs.map(([, there]) => there)]);
  const put = (next: [string, string][]) => onChange(Object.fromEntries(next));
  return (
    <ul className="fd-pairs">
      {pairs.map(([here, there], place) => (
        <li key={here}>
          <FieldSelect
            form={source}
            label={t("form_design.fill_there", { number: place + 1 })}
            value={there}
            onChange={(next) =>
              next && put(pairs.map((pair) => (pair[0] === here ? [here, next] : pair)))
            }
          />
          <Icon name="arrow" />
          <FieldSelect
            form={form}
            without={used.filter((each) => each !== here)}
            label={t("form_design.fill_here", { number: place + 1 })}
            value={here}
            onChange={(next) =>
              next && put(pairs.map((pair) => (pair[0] === here ? [next, there] : pair)))
            }
          />
          <button
            type="button"
            className="btn btn-plain btn-icon btn-small"
            aria-label={t("form_design.fill_drop", { number: place + 1 })}
            onClick={() => put(pairs.filter((pair) => pair[0] !== here))}
          >
            <Icon name="x" size="s" />
          </button>
        </li>
      ))}
      {next ? (
        <li>
          <button type="button" className="s-add" onClick={() => put([...pairs, next])}>
            <Icon name="plus" size="s" />
            {t("form_design.fill_add")}
          </button>
        </li>
      ) : null}
    </ul>
  );
}
