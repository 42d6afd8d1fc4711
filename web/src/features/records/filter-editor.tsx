import { Select } from "antd";
import dayjs from "dayjs";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import { loadMatcher, type Matcher, plainMatcher } from "../../app/pinyin";
import type { FilterTree } from "../../language/filter";
import { choiceLeaf, valuesOf, wayOf } from "./filter-choice";
import { LinkCondition } from "./filter-link";
import { type OneProps, Title, Ways } from "./filter-parts";
import {
  type Filterable,
  holdsSeveral,
  type Leaf,
  LIMITS,
  optionFilter,
  optionsOf,
  PERIODS,
} from "./filter-words";

interface Props {
  known: Filterable[];
  value: Leaf | null;
  people: { id: string; name: string }[];
  /** Titles of linked records by id. */
  titles: Readonly<Record<string, string>>;
  /** Null takes the condition away. */
  onChange: (tree: FilterTree | null) => void;
  onDone: () => void;
  /** Opens conditions of conditions; only where a new one is added. */
  onAdvanced?: () => void;
}

/** One condition: first the field, then its values. */
export function FilterEditor({
  known,
  value,
  people,
  titles,
  onChange,
  onDone,
  onAdvanced,
}: Props) {
  const chosen = known.find((each) => each.key === value?.field);
  const [picked, setPicked] = useState<Filterable | null>(chosen ?? null);
  if (!picked) {
    return <FieldPicker known={known} onPick={setPicked} {...(onAdvanced ? { onAdvanced } : {})} />;
  }
  const shared = { field: picked, value, onChange, onDone };
  switch (picked.kind) {
    case "options":
      return <Options {...shared} />;
    case "person":
      return <Person {...shared} people={people} />;
    case "link":
      return <LinkCondition {...shared} titles={titles} />;
    case "time":
      return <Time {...shared} periods={PERIODS} />;
    case "limit":
      return <Time {...shared} periods={LIMITS} />;
    case "number":
      return <Numbers {...shared} />;
    case "switch":
      return <Switch {...shared} />;
    case "files":
      return <Filled {...shared} />;
    default:
      return <Text {...shared} />;
  }
}

function useMatcher(): Matcher {
  const [matcher, setMatcher] = useState(plainMatcher);
  useEffect(() => {
    void loadMatcher().then((loaded) => setMatcher(loaded));
  }, []);
  return matcher;
}

function FieldPicker({
  known,
  onPick,
  onAdvanced,
}: {
  known: Filterable[];
  onPick: (field: Filterable) => void;
  onAdvanced?: () => void;
}) {
  const { t } = useTranslation();
  const matcher = useMatcher();
  const [query, setQuery] = useState("");
  const list = useRef<HTMLUListElement>(null);
  const found = known.filter((each) => !query.trim() || matcher.match(each.label, query.trim()));
  return (
    <div className="filter-editor">
      <label className="search is-small">
        <Icon name="search" size="s" />
        <span className="unseen">{t("list.which_field")}</span>
        <input
          // biome-ignore lint/a11y/noAutofocus: opened to choose a field
          autoFocus
          value={query}
          placeholder={t("list.which_field")}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            const [first] = found;
            if (event.key === "Enter" && first) onPick(first);
            if (event.key === "ArrowDown") {
              event.preventDefault();
              list.current?.querySelector("button")?.focus();
            }
          }}
        />
      </label>
      <ul ref={list} className="pick-list">
        {found.map((each) => (
          <li key={each.key}>
            <button
              type="button"
              onClick={() => onPick(each)}
              onKeyDown={(event) => {
                const step = {
                  ArrowDown: "nextElementSibling",
                  ArrowUp: "previousElementSibling",
                } as const;
                const way = step[event.key as keyof typeof step];
                if (!way) return;
                event.preventDefault();
                event.currentTarget.closest("li")?.[way]?.querySelector("button")?.focus();
              }}
            >
              {each.label}
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 ? <p className="quiet small">{t("list.no_field")}</p> : null}
      {onAdvanced ? (
        <button type="button" className="text-link advanced-link" onClick={onAdvanced}>
          {t("list.advanced_open")}
        </button>
      ) : null}
    </div>
  );
}

/** From so many options on they are searched. */
const SEARCHED = 12;
/** So many are listed at once; the rest is found by typing. */
const LISTED = 100;

function Options({ field, value, onChange }: OneProps) {
  const { t } = useTranslation();
  const matcher = useMatcher();
  const [query, setQuery] = useState("");
  const [way, setWay] = useState<string>(wayOf(value));
  // Kept here too: the address, where the condition is, follows a moment later.
  const [ticked, setTicked] = useState(valuesOf(value).map(String));
  const options = optionsOf(field);
  // What was ticked when it was opened stands above; what is ticked now stays where it is.
  const [above] = useState(ticked);
  const wanted = query.trim();
  const found = wanted
    ? options.filter((option) => matcher.match(option.label, wanted) !== null)
    : options.length > SEARCHED
      ? [...options].sort((a, b) => Number(above.includes(b.key)) - Number(above.includes(a.key)))
      : options;
  const listed = found.slice(0, Math.max(LISTED, wanted ? 0 : above.length));
  function turn(next: string) {
    setWay(next);
    if (next === "empty") onChange({ field: field.key, op: "empty" });
    else onChange(optionFilter(field, ticked, next === "not"));
  }
  return (
    <div className="filter-editor">
      <Title field={field} />
      <Ways
        ways={holdsSeveral(field) ? ["is", "empty"] : ["is", "not", "empty"]}
        value={way}
        onChange={turn}
      />
      {way === "empty" ? null : (
        <fieldset className="filter-options">
          <legend className="unseen">{field.label}</legend>
          {options.length > SEARCHED ? (
            <label className="search is-small">
              <Icon name="search" size="s" />
              <span className="unseen">{t("list.find_option")}</span>
              <input
                // biome-ignore lint/a11y/noAutofocus: opened to choose one of many
                autoFocus
                value={query}
                placeholder={t("list.find_option")}
                onChange={(event) => setQuery(event.target.value)}
                onKeyDown={(event) => {
                  if (event.key === "Enter") event.preventDefault();
                }}
              />
            </label>
          ) : null}
          {listed.map((option) => (
            <label key={option.key} className="tick">
              <input
                type="checkbox"
                checked={ticked.includes(option.key)}
                onChange={(event) => {
                  const next = event.target.checked
                    ? [...ticked, option.key]
                    : ticked.filter((key) => key !== option.key);
                  setTicked(next);
                  onChange(optionFilter(field, next, way === "not"));
                }}
              />
              {option.label}
            </label>
          ))}
          {found.length > listed.length ? (
            <p className="quiet small">
              {t("list.more_options", { n: found.length - listed.length })}
            </p>
          ) : null}
          {found.length === 0 ? (
            <p className="quiet small">{t("list.no_option", { query: wanted })}</p>
          ) : null}
        </fieldset>
      )}
    </div>
  );
}

function Person({ field, value, people, onChange }: OneProps & { people: Props["people"] }) {
  const { t } = useTranslation();
  const matcher = useMatcher();
  const [turned, setTurned] = useState<string>(wayOf(value));
  const [chosen, setChosen] = useState(
    valuesOf(value).map((each) => (typeof each === "object" ? "me" : String(each))),
  );
  function put(next: string[], how: string) {
    const values = next.map((each) => (each === "me" ? { me: true } : each));
    onChange(choiceLeaf(field.key, how, values));
  }
  return (
    <div className="filter-editor">
      <Title field={field} />
      <Ways
        ways={["is", "not", "empty"]}
        value={turned}
        onChange={(next) => {
          setTurned(next);
          put(chosen, next);
        }}
      />
      {turned === "empty" ? null : (
        <Select
          mode="multiple"
          autoFocus
          style={{ width: "100%" }}
          value={chosen}
          aria-label={field.label}
          placeholder={t("list.pick_people")}
          showSearch={{
            filterOption: (query, option) =>
              matcher.match(String(option?.label ?? ""), query) !== null,
          }}
          options={[
            { value: "me", label: t("list.me") },
            ...people.map((each) => ({ value: each.id, label: each.name })),
          ]}
          onChange={(next: string[]) => {
            setChosen(next);
            put(next, turned);
          }}
        />
      )}
    </div>
  );
}

/** From where to where a condition reaches; empty where it has no end. */
function boundsOf(value: Leaf | null): [string, string] {
  const pair = Array.isArray(value?.value) ? value.value.map(String) : [];
  if (value?.op === "ge") return [String(value.value), ""];
  if (value?.op === "le") return ["", String(value.value)];
  return [pair[0] ?? "", pair[1] ?? ""];
}

/** The day of a date or an instant where the reader is. */
function dayOf(text: string): string {
  const found = dayjs(text);
  return text && found.isValid() ? found.format("YYYY-MM-DD") : "";
}

function Time({
  field,
  value,
  periods,
  onChange,
  onDone,
}: OneProps & { periods: Readonly<Record<string, unknown>> }) {
  const { t } = useTranslation();
  const [from, to] = boundsOf(value);
  const [span, setSpan] = useState<[string, string]>([dayOf(from), dayOf(to)]);
  function put(next: [string, string]) {
    setSpan(next);
    const instants = field.field?.type !== "date";
    const [first, last] = next.map((each, index) =>
      each && instants
        ? new Date(`${each}T${index ? "23:59:59.999" : "00:00:00"}`).toISOString()
        : each,
    );
    if (first && last) onChange({ field: field.key, op: "between", value: [first, last] });
    else if (first) onChange({ field: field.key, op: "ge", value: first });
    else if (last) onChange({ field: field.key, op: "le", value: last });
  }
  const chosen = JSON.stringify(value?.value);
  return (
    <div className="filter-editor">
      <Title field={field} />
      <div className="period-list">
        {Object.entries(periods).map(([name, period]) => (
          <button
            key={name}
            type="button"
            className={chosen === JSON.stringify(period) ? "pick is-on" : "pick"}
            aria-pressed={chosen === JSON.stringify(period)}
            onClick={() => {
              onChange({ field: field.key, op: "within", value: period });
              onDone();
            }}
          >
            {t(`list.period.${name}`)}
          </button>
        ))}
      </div>
      <div className="span-row">
        <input
          type="date"
          className="field-box"
          aria-label={t("list.from_day")}
          value={span[0]}
          onChange={(event) => put([event.target.value, span[1]])}
        />
        <span className="quiet">{t("list.to")}</span>
        <input
          type="date"
          className="field-box"
          aria-label={t("list.to_day")}
          value={span[1]}
          onChange={(event) => put([span[0], event.target.value])}
        />
      </div>
    </div>
  );
}

function Numbers({ field, value, onChange }: OneProps) {
  const { t } = useTranslation();
  const [span, setSpan] = useState<[string, string]>(() => boundsOf(value));
  function put(next: [string, string]) {
    setSpan(next);
    const [low, high] = next.map((each) => (each.trim() ? Number(each) : undefined));
    if (low !== undefined && high !== undefined)
      onChange({ field: field.key, op: "between", value: [low, high] });
    else if (low !== undefined) onChange({ field: field.key, op: "ge", value: low });
    else if (high !== undefined) onChange({ field: field.key, op: "le", value: high });
  }
  return (
    <div className="filter-editor">
      <Title field={field} />
      <div className="span-row">
        {[0, 1].map((at) => (
          <input
            key={at}
            type="number"
            className="field-box"
            aria-label={t(at ? "list.most" : "list.least")}
            placeholder={t(at ? "list.most" : "list.least")}
            value={span[at]}
            onChange={(event) =>
              put(at ? [span[0], event.target.value] : [event.target.value, span[1]])
            }
          />
        ))}
      </div>
    </div>
  );
}

function Switch({ field, value, onChange, onDone }: OneProps) {
  const { t } = useTranslation();
  return (
    <div className="filter-editor">
      <Title field={field} />
      <div className="period-list">
        {[true, false].map((on) => (
          <button
            key={String(on)}
            type="button"
            className={value?.value === on ? "pick is-on" : "pick"}
            aria-pressed={value?.value === on}
            onClick={() => {
              onChange({ field: field.key, op: "eq", value: on });
              onDone();
            }}
          >
            {t(on ? "list.yes" : "list.no")}
          </button>
        ))}
      </div>
    </div>
  );
}

function Filled({ field, value, onChange }: OneProps) {
  return (
    <div className="filter-editor">
      <Title field={field} />
      <Ways
        ways={["filled", "empty"]}
        value={value?.op ?? ""}
        onChange={(op) => onChange({ field: field.key, op })}
      />
    </div>
  );
}

function Text({ field, value, onChange, onDone }: OneProps) {
  const { t } = useTranslation();
  // A sensitive value is found as a whole or not at all.
  const ways: Record<string, string> = field.field?.sensitive
    ? { eq: "is", empty: "empty" }
    : { contains: "contains", eq: "is", empty: "empty" };
  const usual = field.field?.sensitive ? "eq" : "contains";
  const [op, setOp] = useState(value && value.op in ways ? value.op : usual);
  const [text, setText] = useState(typeof value?.value === "string" ? value.value : "");
  const put = (how: string, words: string) => {
    if (how === "empty") onChange({ field: field.key, op: how });
    else if (words.trim()) onChange({ field: field.key, op: how, value: words.trim() });
  };
  return (
    <form
      className="filter-editor"
      onSubmit={(event) => {
        event.preventDefault();
        put(op, text);
        onDone();
      }}
    >
      <Title field={field} />
      <Ways
        ways={Object.values(ways)}
        value={ways[op] ?? ways[usual] ?? usual}
        onChange={(way) => {
          const next = Object.keys(ways).find((key) => ways[key] === way) ?? usual;
          setOp(next);
          put(next, text);
        }}
      />
      {op === "empty" ? null : (
        <input
          // biome-ignore lint/a11y/noAutofocus: opened to type into
          autoFocus
          className="field-box"
          value={text}
          aria-label={field.label}
          placeholder={t("list.type_value")}
          onChange={(event) => setText(event.target.value)}
          onBlur={() => put(op, text)}
        />
      )}
    </form>
  );
}
