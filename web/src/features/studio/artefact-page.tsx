import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { type ReactNode, Suspense, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, Navigate, useNavigate, useParams, useSearchParams } from "react-router";
import { api, call } from "../../api/client";
import { Dialog, DialogForm } from "../../app/dialog";
import { useFocusOnOpen } from "../../app/focus-on-open";
import { Icon } from "../../app/icon";
import { usePageTitle } from "../../app/page-title";
import { usePreferences } from "../../app/preferences";
import { useSaying } from "../../app/saying";
import { type AppModel, type ModelPart, useAppModel } from "../../designer/app-model";
import { DOCUMENT, type Document } from "../../designer/document";
import { DesignerFrame } from "../../designer/frame";
import { DesignerBones } from "../../designer/frame-bones";
import { useRemovePart } from "../../designer/part-acts";
import { appPath, designerPath, KIND_ICONS, kindPath } from "../../designer/places";
import { PublishButton } from "../../designer/publish/publish-button";
import { draftsChanged } from "../../designer/publish/queries";
import { DesignerProvider, useDesigner } from "../../designer/session";
import { type LocalText, textIn, withText } from "../../designer/texts";
import { type Overview, overviewQuery } from "./queries";

export type SharedKind = "role" | "team" | "calendar" | "survey" | "template";

/** Where the name of an artefact stands in its document. */
const NAMED: Partial<Record<SharedKind, string>> = { survey: "question" };

export interface Start {
  name: string;
  document: Document;
}

export interface ArtefactPageProps {
  kind: SharedKind;
  /** Documents to start a new one from; the first is the empty one. */
  starts: (model: AppModel) => {
    key: string;
    label: string;
    document: (name: string) => Document;
    /** The key that is suggested whatever the name. */
    called?: string;
    /** What it is called when no name is given: a name is not needed. */
    nameless?: string;
  }[];
  /** What stands small under each name in the list. */
  about: (part: ModelPart, facts: Overview["facts"]) => string;
  canvas: (model: AppModel, part: ModelPart) => ReactNode;
  settings?: (model: AppModel, part: ModelPart) => ReactNode;
  settingsTitle?: string;
}

/** All artefacts of a kind at the left, the chosen one in the middle, each edited like in any designer. */
export function ArtefactPage(props: ArtefactPageProps) {
  return (
    <Suspense fallback={<DesignerBones kind={props.kind} />}>
      <Artefacts {...props} />
    </Suspense>
  );
}

function Artefacts(props: ArtefactPageProps) {
  const { app = "" } = useParams();
  const [search] = useSearchParams();
  const model = useAppModel(app);
  const parts = model.parts.filter(
    (each) => each.kind === props.kind && each.state !== "removing" && each.state !== "removed",
  );
  const wanted = search.get("key");
  const part = parts.find((each) => each.key === wanted);
  const [first] = parts;
  if (!part && first) return <Navigate to={designerPath(app, props.kind, first.key)} replace />;
  if (!part) return <NothingYet {...props} model={model} />;
  return (
    <DesignerProvider key={part.key} app={app} kind={props.kind} name={part.key}>
      <Opened {...props} model={model} parts={parts} part={part} />
    </DesignerProvider>
  );
}

function Opened({
  kind,
  model,
  parts,
  part,
  about,
  canvas,
  settings,
  settingsTitle,
  starts,
}: ArtefactPageProps & { model: AppModel; parts: ModelPart[]; part: ModelPart }) {
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  const { document, execute } = useDesigner();
  const property = NAMED[kind] ?? "name";
  const text = document[property] as LocalText | undefined;
  const title = textIn(text, language) || shownName(part, parts, t);
  return (
    <DesignerFrame
      app={model.app}
      kind={kind}
      title={title}
      icon={KIND_ICONS[kind] ?? "file"}
      onTitle={(name) =>
        execute({
          label: t("designer.rename"),
          operations: [
            {
              do: "change",
              element: DOCUMENT,
              at: [],
              values: { [property]: withText(text, language, name) ?? null },
            },
          ],
        })
      }
      paletteTitle={t(`shared.all.${kind}`)}
      palette={
        <PartList
          kind={kind}
          model={model}
          parts={parts}
          part={part}
          about={about}
          starts={starts}
        />
      }
      {...(settings ? { settings: settings(model, part) } : {})}
      {...(settingsTitle ? { settingsTitle } : {})}
    >
      {canvas(model, part)}
    </DesignerFrame>
  );
}

/** The name of an artefact; the only one of its kind needs none of its own. */
function shownName(part: ModelPart, parts: ModelPart[], t: TFunction): string {
  const unnamed = part.label === part.key;
  return unnamed && parts.length === 1 ? t(`part.kind.${part.kind}`) : part.label;
}

function PartList({
  kind,
  model,
  parts,
  part,
  about,
  starts,
}: Pick<ArtefactPageProps, "kind" | "about" | "starts"> & {
  model: AppModel;
  parts: ModelPart[];
  part: ModelPart;
}) {
  const { t } = useTranslation();
  const removePart = useRemovePart(model.app);
  const navigate = useNavigate();
  const { done, failed } = useSaying();
  const [adding, setAdding] = useState(false);
  const overview = useQuery(overviewQuery(model.app));
  const facts = overview.data?.facts ?? {};
  const remove = useMutation({
    mutationFn: () => removePart(kind, part.key),
    onSuccess: (version) => {
      if (version === null) return;
      done(
        t(part.liveVersion === null ? "studio.part_gone" : "studio.part_removed", {
          part: part.label,
        }),
      );
      void navigate(kindPath(model.app, kind), { replace: true });
    },
    onError: (error) => failed(error),
  });
  return (
    <div className="shared-list">
      <div className="shared-list-head">
        <h2>{t(`shared.all.${kind}`)}</h2>
        <button type="button" className="btn btn-small push" onClick={() => setAdding(true)}>
          <Icon name="plus" size="s" />
          {t("shared.new")}
        </button>
      </div>
      <ul>
        {parts.map((each) => (
          <li key={each.key}>
            <Link
              to={designerPath(model.app, kind, each.key)}
              className={each.key === part.key ? "shared-item is-on" : "shared-item"}
              aria-current={each.key === part.key ? "page" : undefined}
            >
              <span className="grow">
                <b className="clip">{shownName(each, parts, t)}</b>
                <span className="small quiet clip">{about(each, facts)}</span>
              </span>
              {each.problems > 0 ? <span className="studio-dot is-late" /> : null}
              {each.state !== "live" ? <span className="studio-dot" /> : null}
            </Link>
          </li>
        ))}
      </ul>
      <button
        type="button"
        className="btn btn-plain btn-small shared-remove"
        disabled={remove.isPending}
        onClick={() => remove.mutate()}
      >
        <Icon name="trash" size="s" />
        {t("shared.remove", { part: shownName(part, parts, t) })}
      </button>
      {adding ? (
        <NewShared kind={kind} model={model} starts={starts} onClose={() => setAdding(false)} />
      ) : null}
    </div>
  );
}

function NothingYet({ kind, model, starts }: ArtefactPageProps & { model: AppModel }) {
  const { t } = useTranslation();
  usePageTitle(t(`shared.all.${kind}`));
  const [adding, setAdding] = useState(false);
  return (
    <div className="studio-home">
      <header className="studio-bar is-part">
        <Link className="quiet" to={appPath(model.app)}>
          {model.name}
        </Link>
        <Icon name="right" size="s" />
        <h1 className="studio-app-name">{t(`shared.all.${kind}`)}</h1>
        <span className="push" />
        <PublishButton app={model.app} />
      </header>
      <section className="nothing" style={{ flex: 1 }}>
        <Icon name={KIND_ICONS[kind] ?? "file"} />
        <h2>{t(`shared.none.${kind}`)}</h2>
        <p>{t(`shared.none_text.${kind}`)}</p>
        <div className="row">
          <button type="button" className="btn btn-primary" onClick={() => setAdding(true)}>
            <Icon name="plus" />
            {t(`shared.add.${kind}`)}
          </button>
        </div>
      </section>
      {adding ? (
        <NewShared kind={kind} model={model} starts={starts} onClose={() => setAdding(false)} />
      ) : null}
    </div>
  );
}

function NewShared({
  kind,
  model,
  starts,
  onClose,
}: Pick<ArtefactPageProps, "kind" | "starts"> & { model: AppModel; onClose: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const { field, afterOpenChange } = useFocusOnOpen();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { failed } = useSaying();
  const choices = starts(model);
  const [start, setStart] = useState(choices[0]?.key ?? "");
  const [name, setName] = useState("");
  const create = useMutation({
    mutationFn: async () => {
      const { suggestKey } = await import("../../designer/pinyin");
      const taken = model.taken(kind);
      const chosen = choices.find((each) => each.key === start) ?? choices[0];
      const wanted = chosen && chosen.key !== "empty" && !taken.has(chosen.key) ? chosen.key : null;
      const words = chosen?.called && (kind === "survey" || !name.trim()) ? chosen.called : name;
      const key = wanted ?? suggestKey(words.trim(), (each) => taken.has(each), kind, 40);
      await call(
        api.PUT("/definitions/{kind}/{key}/draft", {
          params: { path: { kind, key: `${model.app}.${key}` } },
          body: { version: 0, document: chosen?.document(name.trim()) ?? {} },
        }),
      );
      return key;
    },
    onSuccess: async (key) => {
      await queries.invalidateQueries({ queryKey: ["studio", model.app] });
      void draftsChanged(queries, model.app);
      onClose();
      void navigate(designerPath(model.app, kind, key));
    },
    onError: (error) => failed(error, () => create.mutate()),
  });
  const chosen = choices.find((each) => each.key === start);
  const ready = (name.trim() !== "" || chosen?.nameless !== undefined) && !create.isPending;
  return (
    <Dialog
      title={t(`shared.add.${kind}`)}
      width={440}
      onClose={onClose}
      afterOpenChange={afterOpenChange}
    >
      <DialogForm
        act={t("studio.create_app")}
        ready={ready}
        onSend={() => create.mutate()}
        onClose={onClose}
      >
        {choices.length > 1 ? (
          <fieldset className="shared-starts">
            <legend className="field-label">{t("shared.start_from")}</legend>
            {choices.map((each) => (
              <label key={each.key} className={each.key === start ? "is-on" : ""}>
                <input
                  type="radio"
                  name={`${id}-start`}
                  checked={each.key === start}
                  onChange={() => {
                    setStart(each.key);
                    if (each.key !== "empty" && !each.nameless) setName(each.label);
                  }}
                />
                {each.label}
              </label>
            ))}
          </fieldset>
        ) : null}
        <label className="field-label" htmlFor={id}>
          {t(kind === "survey" ? "studio.question" : "studio.name")}
        </label>
        <input
          id={id}
          className="field-box"
          ref={field}
          value={name}
          maxLength={200}
          placeholder={
            chosen?.nameless
              ? t("shared.nameless", { name: chosen.nameless })
              : t(`shared.example.${kind}`)
          }
          onChange={(event) => setName(event.target.value)}
        />
      </DialogForm>
    </Dialog>
  );
}
