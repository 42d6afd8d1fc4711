import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { api, call } from "../../api/client";
import { Icon } from "../../app/icon";
import { usePageTitle } from "../../app/page-title";
import { allDashboards } from "../../app/places";
import { usePreferences } from "../../app/preferences";
import { useGroups, useWorkspace } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";
import { Moment } from "../../app/signs";
import { checklistQuery, samplesQuery } from "../../app/trial";
import { knownDraft, type ModelPart, useAppModel } from "../../designer/app-model";
import { useRemovePart, useSwitchRule } from "../../designer/part-acts";
import { appPath } from "../../designer/places";
import { PublicationsDrawer } from "../../designer/publish/publications-drawer";
import { PublishButton } from "../../designer/publish/publish-button";
import { PublishDialog } from "../../designer/publish/publish-dialog";
import { changesQuery, draftsChanged } from "../../designer/publish/queries";
import { linesOf } from "../../designer/publish/told";
import { VersionsPanel } from "../../designer/publish/versions-drawer";
import { useSaveFirst } from "../../designer/save-first";
import { TrialSwitch } from "../../designer/trial";
import { AddMenu, AddPart, type NewKind } from "./add-part";
import { AppMenu } from "./app-menu";
import {
  type CardProps,
  DashboardCard,
  EmptyCard,
  FlowCard,
  FormCard,
  RulesCard,
  SurveyCard,
} from "./cards";
import { gapsOf } from "./gaps";
import { HomeBones } from "./home-bones";
import { WiredMap } from "./map";
import type { CardActs } from "./part-card";
import { overviewQuery } from "./queries";
import { SharedStrip } from "./shared-strip";
import { HomeSide } from "./side";
import type { Speech } from "./summary";
import { card, RULES, wiresOf } from "./wires";
import "./studio.css";
import "./app-cards.css";
import "./map.css";

/** An app at a glance: its parts and how they hang together, what waits, what is wrong. */
export function AppHome() {
  const { app = "" } = useParams();
  return (
    <Suspense fallback={<HomeBones />}>
      <Arriving key={app} app={app} />
    </Suspense>
  );
}

/** Everything that the page is made of comes at once: nothing jumps when the last of it arrives. */
function Arriving({ app }: { app: string }) {
  const changes = useQuery(changesQuery(app));
  const overview = useQuery(overviewQuery(app));
  const samples = useQuery(samplesQuery(app));
  const checklist = useQuery(checklistQuery(app));
  // Asked for beside them, not after them.
  useAppModel(app);
  return [changes, overview, samples, checklist].some((each) => each.isPending) ? (
    <HomeBones />
  ) : (
    <Home app={app} />
  );
}

function Home({ app }: { app: string }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const model = useAppModel(app);
  usePageTitle(model.name);
  const language = usePreferences((state) => state.language);
  const workspace = useWorkspace();
  const changes = useQuery({ ...changesQuery(app), refetchOnMount: "always" });
  const overview = useQuery({ ...overviewQuery(app), refetchOnMount: "always" });
  const navigate = useNavigate();
  const [adding, setAdding] = useState<NewKind | null>(null);
  const [history, setHistory] = useState(false);
  const [publishing, setPublishing] = useState(false);
  const saveFirst = useSaveFirst(app);
  const [versions, setVersions] = useState<ModelPart | null>(null);
  const { acts, onSwitch, switching } = useActs(app, setVersions);

  const groups = useGroups(app);
  const speech: Speech = useMemo(
    () => ({ t, language, model, groups }),
    [t, language, model, groups],
  );
  const wires = useMemo(() => wiresOf(model), [model]);
  const facts = overview.data?.facts ?? {};
  const gaps = useMemo(
    () => (overview.data ? gapsOf(model, overview.data.facts) : []),
    [model, overview.data],
  );
  const changed = useMemo(() => {
    const counts = new Map<string, number>();
    for (const { part } of linesOf(changes.data?.changes ?? [])) {
      const id = card(part.kind, part.key);
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return counts;
  }, [changes.data]);
  const wrong = useMemo(() => {
    const found = new Map<string, string[]>();
    const add = (id: string, text: string) => found.set(id, [...(found.get(id) ?? []), text]);
    for (const problem of changes.data?.problems ?? []) {
      add(card(problem.kind, problem.key), problem.message);
    }
    for (const gap of gaps) {
      for (const part of [...model.flows, ...model.rules]) {
        if (gap.users.includes(part.label)) {
          add(card(part.kind, part.key), t("studio.gap", { name: gap.label }));
        }
      }
    }
    return found;
  }, [changes.data, gaps, model, t]);
  const nameOf = (id: string) => {
    if (id === RULES) return t("studio.rules");
    const [kind = "", key = ""] = id.split(".");
    return model.labelOf(kind, key);
  };
  const relations = (id: string) =>
    wires
      .filter((wire) => wire.from === id)
      .map((wire) => t(`studio.relation.${wire.word}`, { to: nameOf(wire.to) }));

  const props: CardProps = { app, speech, facts, changed, wrong, relations, acts };
  const boards = new Set(allDashboards(workspace).map((each) => each.key));
  const published = overview.data?.published_at;
  return (
    <div className="studio-home">
      <header className="studio-bar">
        <span className="app-mark" aria-hidden="true">
          {[...model.name][0]}
        </span>
        <h1 className="studio-app-name">
          <AppMenu app={{ app, label: model.name }}>
            <button type="button">
              <span className="clip">{model.name}</span>
              <Icon name="down" />
            </button>
          </AppMenu>
        </h1>
        {overview.data ? (
          <>
            {overview.data.version > 0 ? (
              <span className="tag tag-ok">
                <i className="studio-dot is-ok" />
                {t("studio.in_use")}
              </span>
            ) : (
              <span className="tag">{t("studio.not_in_use")}</span>
            )}
            {published ? (
              <span className="small quiet studio-bar-version">
                {t("publish.version", { version: overview.data.version })}
                {" · "}
                <Moment at={published} />
              </span>
            ) : null}
          </>
        ) : null}
        <span className="push" />
        <TrialSwitch app={app} />
        <button type="button" className="btn" onClick={() => setHistory(true)}>
          <Icon name="history" />
          <span className={phone ? "unseen" : ""}>{t("publish.history")}</span>
        </button>
        <PublishButton app={app} touch={phone} />
      </header>
      <div className="studio-split">
        <div className="studio-main">
          <div className="studio-title">
            <h2>{t("studio.map")}</h2>
            <span className="small quiet">{t("studio.map_help")}</span>
            <span className="push" />
            <AddMenu onAdd={setAdding} />
          </div>
          <WiredMap wires={wires}>
            <section className="studio-column">
              <h3 className="studio-column-head">{t("studio.column_forms")}</h3>
              {[...model.forms]
                .sort((a, b) => Number(Boolean(b.statusField)) - Number(Boolean(a.statusField)))
                .map((form) => (
                  <FormCard key={form.key} form={form} {...props} />
                ))}
              {model.forms.length === 0 ? (
                <EmptyCard
                  kind="form"
                  title={t("studio.no_forms")}
                  text={t("studio.no_forms_text")}
                  act={t("studio.new_kind.form")}
                  onAct={() => setAdding("form")}
                />
              ) : null}
            </section>
            <section className="studio-column">
              <h3 className="studio-column-head">{t("studio.column_flows")}</h3>
              {model.flows.map((flow) => (
                <FlowCard key={flow.key} flow={flow} {...props} />
              ))}
              {model.flows.length === 0 ? (
                <EmptyCard
                  kind="flow"
                  title={t("studio.no_flows")}
                  text={t("studio.no_flows_text")}
                  act={t("studio.new_kind.flow")}
                  onAct={() => setAdding("flow")}
                />
              ) : null}
              {model.rules.length > 0 ? (
                <RulesCard
                  rules={model.rules}
                  onSwitch={onSwitch}
                  switching={switching}
                  {...props}
                />
              ) : (
                <EmptyCard
                  kind="rule"
                  title={t("studio.no_rules")}
                  text={t("studio.no_rules_text")}
                  act={t("studio.new_kind.rule")}
                  onAct={() =>
                    // Where the common rules are offered, that most desks begin with.
                    model.forms.length > 0
                      ? void navigate(`${appPath(app)}/rules`)
                      : setAdding("rule")
                  }
                />
              )}
            </section>
            <section className="studio-column">
              <h3 className="studio-column-head">{t("studio.column_boards")}</h3>
              {model.dashboards.map((dashboard) => (
                <DashboardCard
                  key={dashboard.key}
                  dashboard={dashboard}
                  open={boards.has(`${app}.${dashboard.key}`)}
                  {...props}
                />
              ))}
              {model.dashboards.length === 0 ? (
                <EmptyCard
                  kind="dashboard"
                  title={t("studio.no_boards")}
                  text={t("studio.no_boards_text")}
                  act={t("studio.new_kind.dashboard")}
                  onAct={() => setAdding("dashboard")}
                />
              ) : null}
              {model.surveys.map((survey) => (
                <SurveyCard key={survey.key} survey={survey} {...props} />
              ))}
              {model.surveys.length === 0 ? (
                <EmptyCard
                  kind="survey"
                  title={t("studio.no_surveys")}
                  text={t("studio.no_surveys_text")}
                  act={t("studio.new_kind.survey")}
                  onAct={() => setAdding("survey")}
                />
              ) : null}
            </section>
          </WiredMap>
          <SharedStrip app={app} speech={speech} facts={facts} />
        </div>
        <HomeSide
          app={app}
          changes={changes.data}
          gaps={gaps}
          labelOf={(kind, key) => model.labelOf(kind, key)}
          onPublish={() => void saveFirst().then((saved) => saved && setPublishing(true))}
          onHistory={() => setHistory(true)}
        />
      </div>
      {adding ? (
        <AddPart app={app} kind={adding} model={model} onClose={() => setAdding(null)} />
      ) : null}
      {history ? <PublicationsDrawer app={app} onClose={() => setHistory(false)} /> : null}
      {publishing ? <PublishDialog app={app} onClose={() => setPublishing(false)} /> : null}
      {versions ? (
        <VersionsPanel
          kind={versions.kind}
          name={`${app}.${versions.key}`}
          label={versions.label}
          onClose={() => setVersions(null)}
        />
      ) : null}
    </div>
  );
}

/** What the cards let one do: switch rules, forget drafts, mark for removal with a way back. */
function useActs(app: string, onVersions: (part: ModelPart) => void) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { notification } = App.useApp();
  const { failed } = useSaying();
  const removePart = useRemovePart(app);
  const path = (part: ModelPart) => ({
    params: { path: { kind: part.kind, key: `${app}.${part.key}` } },
  });
  const again = async () => {
    await queries.invalidateQueries({ queryKey: ["studio", app] });
    await draftsChanged(queries, app);
  };
  const discard = useMutation({
    mutationFn: ({ part, version }: { part: ModelPart; version: number }) =>
      call(
        api.DELETE("/definitions/{kind}/{key}/draft", {
          params: { ...path(part).params, query: { version } },
        }),
      ),
    onError: (error) => failed(error),
    onSettled: again,
  });
  const restore = useMutation({
    mutationFn: ({ part, version }: { part: ModelPart; version: number }) =>
      call(
        api.PUT("/definitions/{kind}/{key}/draft", {
          ...path(part),
          body: { version, document: part.document },
        }),
      ),
    onSuccess: again,
    onError: (error) => failed(error),
  });
  const remove = useMutation({
    mutationFn: (part: ModelPart) => removePart(part.kind, part.key),
    onSuccess: (version, part) => {
      if (version === null) return;
      const fresh = part.liveVersion === null;
      // The mark stands where its draft was: what was not published yet is in the document alone.
      const drafted = fresh || part.state === "changed";
      notification.info({
        key: "removed",
        title: t(fresh ? "studio.part_gone" : "studio.part_removed", { part: part.label }),
        description: fresh ? undefined : t("studio.part_removed_text"),
        actions: (
          <button
            type="button"
            className="btn"
            onClick={() => {
              notification.destroy("removed");
              if (drafted) restore.mutate({ part, version });
              else discard.mutate({ part, version });
            }}
          >
            {t("studio.undo")}
          </button>
        ),
      });
    },
    onError: (error) => failed(error),
  });
  const flip = useSwitchRule(app);
  const acts: CardActs = {
    onVersions,
    onDiscard: (part) =>
      discard.mutate({ part, version: knownDraft(queries, app, part.kind, part.key) }),
    onRemove: (part) => remove.mutate(part),
  };
  return {
    acts,
    onSwitch: (part: ModelPart, on: boolean) => flip.mutate({ rule: part.key, on }),
    switching: flip.isPending ? flip.variables.rule : null,
  };
}
