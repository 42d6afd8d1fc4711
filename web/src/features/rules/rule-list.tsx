import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Dropdown, Switch } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { api, call } from "../../api/client";
import { Icon } from "../../app/icon";
import { usePreferences } from "../../app/preferences";
import { useRowWindow } from "../../app/row-window";
import { useSaying } from "../../app/saying";
import { type AppModel, type ModelPart, useAppModel } from "../../designer/app-model";
import { useCatalogue } from "../../designer/catalogue";
import type { Document } from "../../designer/document";
import { useInputs } from "../../designer/inputs";
import { ListSearch } from "../../designer/list-search";
import { useRemovePart, useSwitchRule } from "../../designer/part-acts";
import { matchesText, suggestKey } from "../../designer/pinyin";
import { designerPath } from "../../designer/places";
import { type LocalText, textIn, withText } from "../../designer/texts";
import { fullName } from "../../designer/wire";
import { isOn, whenOf } from "./rule-document";
import { ruleBrief } from "./rule-text";
import { emptyRule, suggestions } from "./suggestions";

interface RuleListProps {
  app: string;
  /** Key of the rule that is open. */
  open: string | undefined;
}

/** From so many rules on the list is searched, scrolls by itself, and draws only what is seen. */
const LONG = 30;
/** Pixels of a rule in a long list, as in rules.css. */
const HEIGHT = 76;

/** The app's rules: what each does, whether it is on, how often it ran; new ones, from scratch or from common ones. */
export function RuleList({ app, open }: RuleListProps) {
  const { t } = useTranslation();
  const model = useAppModel(app);
  const begin = useBegin(app, model);
  const activity = useQuery(activityQuery(app)).data;
  const ideas = suggestions(model);
  const blank = emptyRule(model, t("rules.new_name"));
  const [search, setSearch] = useState("");
  const long = model.rules.length >= LONG;
  const shown = useMemo(
    () =>
      long && search.trim()
        ? model.rules.filter((rule) => matchesText(rule.label, search))
        : model.rules,
    [model.rules, long, search],
  );
  const frame = useRef<HTMLDivElement>(null);
  const items = useRef<HTMLUListElement>(null);
  const { first, end } = useRowWindow(frame, items, shown.length, HEIGHT);
  const place = model.rules.findIndex((rule) => rule.key === open);
  useEffect(() => {
    const scroller = frame.current;
    if (!scroller || !long || place < 0) return;
    const top = place * HEIGHT;
    const { scrollTop, clientHeight } = scroller;
    if (top < scrollTop || top + HEIGHT > scrollTop + clientHeight) {
      scroller.scrollTop = top - clientHeight / 2;
    }
  }, [place, long]);
  const runsOf = useMemo(
    () => new Map(activity?.items.map((each) => [each.rule, each])),
    [activity],
  );
  return (
    <div className={long ? "rl-list is-long" : "rl-list"}>
      <div className="rl-list-head">
        <h2>
          {t("rules.title")} <span className="quiet">{model.rules.length}</span>
        </h2>
        <button
          type="button"
          className="btn btn-small"
          disabled={blank === undefined}
          onClick={() => blank && begin(t("rules.new_name"), blank)}
        >
          <Icon name="plus" size="s" />
          {t("rules.new")}
        </button>
      </div>
      {long ? (
        <ListSearch
          className="rl-search"
          label={t("rules.search")}
          value={search}
          onChange={(words) => {
            if (frame.current) frame.current.scrollTop = 0;
            setSearch(words);
          }}
        />
      ) : null}
      <div className="rl-scroll" ref={frame}>
        {shown.length === 0 && search ? <p className="rl-none">{t("rules.none_found")}</p> : null}
        <ul className="rl-items" ref={items}>
          {long && first > 0 ? <li aria-hidden="true" style={{ height: first * HEIGHT }} /> : null}
          {(long ? shown.slice(first, end) : shown).map((rule) => (
            <Item
              key={rule.key}
              app={app}
              model={model}
              rule={rule}
              open={rule.key === open}
              runs={runsOf.get(fullName(app, rule.key))}
              onCopy={() => begin(t("rules.copy_of", { name: rule.label }), rule.document)}
            />
          ))}
          {long && end < shown.length ? (
            <li aria-hidden="true" style={{ height: (shown.length - end) * HEIGHT }} />
          ) : null}
        </ul>
      </div>
      {ideas.length > 0 ? (
        <section className="rl-ideas">
          <h3>
            <Icon name="spark" />
            {t("rules.ideas")}
          </h3>
          {ideas.map((each) => (
            <button
              key={each.key}
              type="button"
              className="text-link"
              onClick={() => {
                const name = t(`rules.idea_name.${each.text}`);
                begin(name, each.document(name), each.key);
              }}
            >
              {t(`rules.idea.${each.text}`)}
            </button>
          ))}
        </section>
      ) : null}
    </div>
  );
}

export function activityQuery(app: string) {
  return {
    queryKey: ["studio", app, "activity"],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      call(api.GET("/apps/{app}/rules/activity", { params: { path: { app } }, signal })),
  };
}

/** Opens a new rule; it is saved as soon as it is open. */
function useBegin(app: string, model: AppModel) {
  const navigate = useNavigate();
  const language = usePreferences((state) => state.language);
  return (name: string, document: Document, wanted = name) => {
    const taken = model.taken("rule");
    const key = suggestKey(wanted, (each) => taken.has(each), "rule");
    const start = { ...document, name: withText(undefined, language, name) };
    void navigate(designerPath(app, "rule", key), { state: { start } });
  };
}

function Item(props: {
  app: string;
  model: AppModel;
  rule: ModelPart;
  open: boolean;
  runs: { runs: number; failed: number } | undefined;
  onCopy: () => void;
}) {
  const { t } = useTranslation();
  const { app, model, rule, open, runs } = props;
  const { actions } = useCatalogue();
  const language = usePreferences((state) => state.language);
  const [form, around] = useInputs(model, whenOf(rule.document).form);
  const on = isOn(rule.document);
  const turn = useSwitchRule(app);
  const remove = useRemove(app, rule);
  return (
    <li className={open ? "rl-item is-here" : "rl-item"}>
      <Switch
        size="small"
        checked={on}
        loading={turn.isPending}
        aria-label={t(on ? "rules.switch_off" : "rules.switch_on", { name: rule.label })}
        onChange={(now) => turn.mutate({ rule: rule.key, on: now })}
      />
      <Link
        to={designerPath(app, "rule", rule.key)}
        className="rl-item-text"
        aria-current={open ? "page" : undefined}
      >
        <b>
          <span className="rl-name" title={rule.label}>
            {rule.label}
          </span>
          {rule.state !== "live" ? (
            <i className="rl-dot" title={t("rules.changed")}>
              <span className="ui-sr">{t("rules.changed")}</span>
            </i>
          ) : null}
          {rule.problems > 0 ? <Icon name="late" size="s" className="rl-wrong" /> : null}
        </b>
        <span className="rl-brief">
          {ruleBrief(rule.document, actions, { form, around, t, language })}
        </span>
        <span className="rl-runs">
          {on
            ? runs === undefined
              ? t(rule.liveVersion === null ? "rules.not_live" : "rules.no_runs")
              : t("rules.runs", { n: runs.runs })
            : t("rules.is_off")}
          {runs && runs.failed > 0 ? (
            <em className="rl-failed">{t("rules.failed", { n: runs.failed })}</em>
          ) : null}
        </span>
      </Link>
      <Dropdown
        trigger={["click"]}
        placement="bottomRight"
        menu={{
          items: [
            { key: "copy", label: t("rules.copy") },
            { key: "remove", label: t("rules.remove"), danger: true },
          ],
          onClick: ({ key }) => (key === "copy" ? props.onCopy() : remove()),
        }}
      >
        <button
          type="button"
          className="di-menu"
          aria-label={t("rules.more", { name: rule.label })}
        >
          <Icon name="more" />
        </button>
      </Dropdown>
    </li>
  );
}

/** Takes a rule out with the next publication; said with a way back instead of asked before. */
function useRemove(app: string, rule: ModelPart) {
  const { t } = useTranslation();
  const { notification } = App.useApp();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const saying = useSaying();
  const removePart = useRemovePart(app);
  const language = usePreferences((state) => state.language);

  async function bring(version: number): Promise<void> {
    notification.destroy("rule_removed");
    try {
      await call(
        api.PUT("/definitions/{kind}/{key}/draft", {
          params: { path: { kind: "rule", key: fullName(app, rule.key) } },
          body: { version, document: rule.document as Record<string, unknown> },
        }),
      );
      await queries.invalidateQueries({ queryKey: ["studio", app] });
      void navigate(designerPath(app, "rule", rule.key));
    } catch (error) {
      saying.failed(error);
    }
  }
  return async () => {
    try {
      const version = await removePart("rule", rule.key);
      if (version === null) return;
      void navigate(`/studio/${encodeURIComponent(app)}/rules`);
      notification.info({
        key: "rule_removed",
        title: t("rules.removed", {
          name: textIn(rule.document.name as LocalText, language) || rule.label,
        }),
        description: rule.liveVersion === null ? undefined : t("rules.removed_live"),
        duration: 12,
        actions: (
          <button type="button" className="btn" onClick={() => void bring(version)}>
            {t("designer.undo")}
          </button>
        ),
      });
    } catch (error) {
      saying.failed(error);
    }
  };
}
