/** The flow designer: 流程图 or 清单 with the panel at the side. */
import { Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { Icon } from "../../app/icon";
import { usePreferences } from "../../app/preferences";
import { useAppModel } from "../../designer/app-model";
import type { Document } from "../../designer/document";
import { firstFlow, groundOf } from "../../designer/first-flow";
import { DesignerFrame } from "../../designer/frame";
import { DesignerBones } from "../../designer/frame-bones";
import { useNarrow } from "../../designer/narrow";
import { DesignerProvider } from "../../designer/session";
import { withText } from "../../designer/texts";
import { useCanvasKeys } from "./canvas/canvas-keys";
import { FlowCanvas } from "./canvas/flow-canvas";
import { FlowDeskProvider, useFlow } from "./flow-desk";
import type { LocalText } from "./graph/flow";
import { FlowList } from "./list/flow-list";
import { Panel, useSelectedNode } from "./panel/panel";
import { Preview } from "./preview/preview";
import { Running } from "./running";
import { nodeName } from "./words/card";
import { local } from "./words/scene";
import "./flows.css";

export function FlowPage() {
  return (
    <Suspense fallback={<DesignerBones kind="flow" />}>
      <Opened />
    </Suspense>
  );
}

function Opened() {
  const { app = "", key = "" } = useParams();
  const start = useStart(app);
  return (
    <DesignerProvider app={app} kind="flow" name={key} {...(start ? { start } : {})}>
      <FlowDeskProvider app={app} name={key}>
        <Designer />
      </FlowDeskProvider>
    </DesignerProvider>
  );
}

/** The document of a flow that nobody has yet: for the form in the address, `?form=ticket&name=…`. */
function useStart(app: string): (() => Document) | undefined {
  const { t } = useTranslation();
  const model = useAppModel(app);
  const language = usePreferences((state) => state.language);
  const [search] = useSearchParams();
  const form =
    model.form(search.get("form") ?? "") ?? (model.forms.length === 1 ? model.forms[0] : undefined);
  if (!form) return undefined;
  const given = search.get("name");
  const name: LocalText = given
    ? { [language]: given }
    : {
        "zh-CN": t("flows.new.flow", { form: form.label, lng: "zh-CN" }),
        en: t("flows.new.flow", { form: form.label, lng: "en" }),
      };
  return () => firstFlow(name, form.key, groundOf(model, form.key, t));
}

type View = "graph" | "list";

function Designer() {
  const { t } = useTranslation();
  const { app, flow, scene, act } = useFlow();
  const narrow = useNarrow();
  const [chosen, setView] = useState<View | null>(null);
  const view = chosen ?? (narrow ? "list" : "graph");
  const node = useSelectedNode();
  const [previewing, setPreviewing] = useState(false);
  const title = local(flow.name, scene.language) || t("flows.unnamed");
  return (
    <DesignerFrame
      app={app}
      kind="flow"
      icon="tree"
      title={title}
      onTitle={(next) =>
        act(t("flows.did.rename"), [
          {
            do: "change",
            element: "document",
            values: { name: withText(flow.name as Record<string, string>, scene.language, next) },
          },
        ])
      }
      onPreview={() => setPreviewing(true)}
      tools={<Views view={view} onView={setView} />}
      settings={<Panel />}
      settingsTitle={
        node === undefined ? t("flows.whole.title") : nodeName(flow.nodes[node], scene)
      }
      footer={<Running />}
    >
      {view === "graph" ? <FlowCanvas /> : <List />}
      {previewing ? <Preview from={node} onClose={() => setPreviewing(false)} /> : null}
    </DesignerFrame>
  );
}

const NO_DRAWING = { boxes: [], lines: [], width: 0, height: 0 };

function List() {
  const root = useRef<HTMLDivElement>(null);
  useCanvasKeys({ drawing: NO_DRAWING, root, setOpen: () => undefined });
  return (
    <div className="fl-list-holder" ref={root}>
      <FlowList />
    </div>
  );
}

function Views({ view, onView }: { view: View; onView: (view: View) => void }) {
  const { t } = useTranslation();
  return (
    <fieldset className="d-switcher">
      <legend className="ui-sr">{t("flows.view.title")}</legend>
      {(["graph", "list"] as const).map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={view === each}
          aria-label={t(`flows.view.${each}`)}
          title={t(`flows.view.${each}`)}
          className={view === each ? "is-on" : undefined}
          onClick={() => onView(each)}
        >
          <Icon name={each === "graph" ? "tree" : "list"} />
          <span>{t(`flows.view.${each}`)}</span>
        </button>
      ))}
    </fieldset>
  );
}
