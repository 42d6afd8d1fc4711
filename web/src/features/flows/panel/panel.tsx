/** The panel at the side: of the step that is selected, else of the flow. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../app/icon";
import { entryOf } from "../../../designer/catalogue";
import type { Path } from "../../../designer/document";
import { useProblemsAt, useSession } from "../../../designer/session";
import { LocalTextInput, SettingsPanel } from "../../../designer/settings";
import { useFlow } from "../flow-desk";
import { faceOf, iconOf, type NodeFace, tabAt } from "../nodes/face";
import { cardWords, nodeName } from "../words/card";
import { AdvancedPanel } from "./advanced";
import { NamePart } from "./name";
import { Group, useSetLabel, Wrong } from "./part";
import "./panel.css";

/** The key of the step that is selected, or that something selected belongs to. */
export function useSelectedNode(): string | undefined {
  const path = useSession((state) => state.selection[0]);
  const { flow } = useFlow();
  const key = path?.[0] === "nodes" ? String(path[1]) : undefined;
  return key !== undefined && flow.nodes[key] ? key : undefined;
}

export function Panel() {
  const node = useSelectedNode();
  return node === undefined ? <FlowPanel /> : <NodePanel node={node} key={node} />;
}

/** Which tab is open: the one last chosen, unless another place was gone to since. */
function useTab(node: string, face: NodeFace): [string, (key: string) => void] {
  const place = useSession((state) => state.focus?.path ?? state.selection[0]);
  const focus = useSession((state) => state.focus);
  const selected = useSession((state) => state.selection[0]);
  const first = face.tabs[0]?.key ?? "";
  const at = (path: Path | undefined) =>
    path?.[1] !== node || path[2] === undefined ? undefined : tabAt(face, path[2]);
  const [tab, setTab] = useState(() => at(place) ?? at(selected) ?? first);
  const jumped = at(focus?.path);
  const chosen = at(selected);
  useEffect(() => {
    if (jumped !== undefined && focus) setTab(jumped);
  }, [jumped, focus]);
  useEffect(() => {
    if (chosen !== undefined) setTab(chosen);
  }, [chosen, selected]);
  return [face.tabs.some((each) => each.key === tab) ? tab : first, setTab];
}

const GENERATED: NodeFace = {
  icon: "spark",
  tone: "plain",
  tabs: [
    { key: "settings", at: [], Panel: GeneratedPanel },
    { key: "advanced", at: ["type"], Panel: AdvancedPanel },
  ],
};

function NodePanel({ node }: { node: string }) {
  const { t } = useTranslation();
  const { flow, scene, catalogue } = useFlow();
  const select = useSession((state) => state.select);
  const found = flow.nodes[node];
  const face = faceOf(found?.type ?? "") ?? GENERATED;
  const [tab, setTab] = useTab(node, face);
  const open = face.tabs.find((each) => each.key === tab);
  if (!found || !open) return null;
  const kind = entryOf(catalogue.nodes, found.type)?.name ?? found.type;
  const { title, hint } = cardWords(found, scene);
  return (
    <div className="fl-panel">
      <header className="fl-panel-head">
        <span className={`fl-kind fl-kind-${face.tone}`}>
          <Icon name={face.icon} />
        </span>
        <span className="fl-panel-name">
          <b className="fl-cut">{title}</b>
          <span className="fl-cut">
            {kind === title ? hint : t("flows.panel_hint", { kind, hint })}
          </span>
        </span>
        <button
          type="button"
          className="btn btn-plain btn-icon fl-close"
          aria-label={t("flows.close")}
          title={t("flows.close")}
          onClick={() => select()}
        >
          <Icon name="x" />
        </button>
      </header>
      {face === GENERATED ? null : <NamePart node={node} />}
      <div className="fl-tabs" role="tablist" aria-label={title}>
        {face.tabs.map((each) => (
          <button
            key={each.key}
            type="button"
            role="tab"
            aria-selected={each.key === tab}
            className={each.key === tab ? "tab is-on" : "tab"}
            onClick={() => setTab(each.key)}
          >
            {t(`flows.tab.${each.key}`)}
            <Dot node={node} at={each.at} />
          </button>
        ))}
      </div>
      <div className="fl-panel-body" role="tabpanel" aria-label={t(`flows.tab.${tab}`)}>
        <open.Panel node={node} />
      </div>
    </div>
  );
}

/** A red dot where something in the tab is wrong. */
function Dot({ node, at }: { node: string; at: readonly string[] }) {
  const problems = useProblemsAt(["nodes", node]);
  return problems.some((each) => at.includes(String(each.at[2]))) ? <i className="fl-dot" /> : null;
}

/** A type without a face of its own: its panel comes from its settings. */
function GeneratedPanel({ node }: { node: string }) {
  const { app, flow, catalogue, model, set } = useFlow();
  const label = useSetLabel(node);
  const found = flow.nodes[node];
  const schema = entryOf(catalogue.nodes, found?.type)?.settings;
  if (!found || !schema) return <Wrong path={["nodes", node]} />;
  const form = model.form(flow.form);
  return (
    <SettingsPanel
      app={app}
      schema={schema}
      value={found as unknown as Record<string, unknown>}
      path={["nodes", node]}
      {...(form ? { form } : {})}
      onChange={(name, value, options) =>
        set(node, { [name]: value ?? null }, options.label || label("settings"), options.merge)
      }
    />
  );
}

/** What belongs to the flow itself. */
function FlowPanel() {
  const { t } = useTranslation();
  const { flow, scene, act } = useFlow();
  const jump = useSession((state) => state.jump);
  return (
    <div className="fl-panel">
      <header className="fl-panel-head">
        <span className="fl-kind fl-kind-flow">
          <Icon name="tree" />
        </span>
        <span className="fl-panel-name">
          <b className="fl-cut">{t("flows.whole.title")}</b>
          <span className="fl-cut">{t("flows.whole.help")}</span>
        </span>
      </header>
      <div className="fl-panel-body">
        <Group title={t("flows.whole.name")}>
          <LocalTextInput
            value={flow.name as Record<string, string>}
            label={t("flows.whole.name")}
            onChange={(name) =>
              act(
                t("flows.did.rename"),
                [{ do: "change", element: "document", values: { name } }],
                { merge: "flow name" },
              )
            }
          />
          <Wrong path={["name"]} />
        </Group>
        <Group title={t("flows.whole.form")}>
          <p className="fl-text">{scene.form.name}</p>
          <Wrong path={["form"]} />
        </Group>
        <Group title={t("flows.whole.steps", { n: Object.keys(flow.nodes).length })}>
          <ul className="fl-summary">
            {Object.entries(flow.nodes).map(([key, node]) => (
              <li key={key}>
                <button type="button" onClick={() => jump(["nodes", key])}>
                  <Icon name={iconOf(node.type)} />
                  <b className="fl-cut">{nodeName(node, scene)}</b>
                  <Icon name="right" size="s" />
                </button>
              </li>
            ))}
          </ul>
          <Wrong path={["nodes"]} but={(at) => at.length > 1} />
        </Group>
      </div>
    </div>
  );
}
