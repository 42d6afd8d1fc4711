/** 预览: the flow as colleagues and the customer meet it, step by step; nothing is sent and nothing is kept. */
import { Modal } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../app/icon";
import { type Device, DeviceSwitch } from "../../../designer/frame";
import {
  FieldEnvironmentContext,
  FieldFrame,
  type FieldValue,
  fieldTexts,
  type Language,
  translator,
} from "../../../fields";
import { useFlow } from "../flow-desk";
import { faceOf, iconOf } from "../nodes/face";
import { cardWords, nodeName } from "../words/card";
import { type Choice, choicesAt, fieldsAt, firstStep } from "./walk";
import "./preview.css";

interface Past {
  node: string;
  chosen: string;
}

export function Preview({ from, onClose }: { from: string | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const { flow, scene } = useFlow();
  const [device, setDevice] = useState<Device>("desktop");
  const [trail, setTrail] = useState<readonly Past[]>([]);
  const [here, setHere] = useState(from ?? firstStep(flow) ?? "");
  function go(choice: Choice): void {
    setTrail([...trail, { node: here, chosen: choice.alone ? "" : choice.text }]);
    setHere(choice.way.target);
  }
  function back(to: number): void {
    setHere(trail[to]?.node ?? here);
    setTrail(trail.slice(0, to));
  }
  return (
    <Modal
      open
      width={880}
      footer={null}
      onCancel={onClose}
      title={
        <span className="fl-preview-title">
          {t("flows.preview.title")}
          <DeviceSwitch device={device} onDevice={setDevice} />
        </span>
      }
      closable={{ "aria-label": t("dialog.close") }}
    >
      <p className="fl-help">{t("flows.preview.help")}</p>
      <div className="fl-preview">
        <ol className="fl-trail" aria-label={t("flows.preview.trail")}>
          {trail.map((past, place) => (
            <li key={`${past.node} ${place}`}>
              <button type="button" onClick={() => back(place)} title={t("flows.preview.back")}>
                <Icon name="check" size="s" />
                <b>{nodeName(flow.nodes[past.node], scene)}</b>
                {past.chosen ? <span className="fl-cut">{past.chosen}</span> : null}
              </button>
            </li>
          ))}
          <li className="is-here" aria-current="step">
            <Icon name={iconOf(flow.nodes[here]?.type ?? "")} size="s" />
            <b>{nodeName(flow.nodes[here], scene)}</b>
          </li>
        </ol>
        <div className={`fl-stage is-${device}`}>
          <Step key={here + trail.length} node={here} device={device} onGo={go} />
        </div>
      </div>
    </Modal>
  );
}

function Step({
  node,
  device,
  onGo,
}: {
  node: string;
  device: Device;
  onGo: (choice: Choice) => void;
}) {
  const { t } = useTranslation();
  const { flow, scene } = useFlow();
  const [reasonFor, setReasonFor] = useState<Choice | null>(null);
  const found = flow.nodes[node];
  if (!found) return <p>{t("flows.preview.gone")}</p>;
  const words = cardWords(found, scene);
  const choices = choicesAt(flow, node, scene);
  const alone = choices.every((choice) => choice.alone);
  function press(choice: Choice): void {
    if (choice.reason === "none" || reasonFor === choice) onGo(choice);
    else setReasonFor(choice);
  }
  return (
    <section className="fl-step" aria-label={words.title}>
      <header>
        <span className={`fl-kind fl-kind-${faceOf(found.type)?.tone ?? "plain"}`}>
          <Icon name={iconOf(found.type)} />
        </span>
        <span>
          <b>{words.title}</b>
          <span className="fl-hint">{t(`flows.preview.${audience(found.type)}`)}</span>
        </span>
      </header>
      {words.facts.length ? (
        <ul className="fl-step-facts">
          {words.facts.map((fact) => (
            <li key={fact.text}>
              {fact.strong ? <b>{fact.strong} </b> : null}
              {fact.text}
            </li>
          ))}
        </ul>
      ) : (
        <p className="fl-step-facts">{words.hint}</p>
      )}
      <Fields node={node} device={device} />
      {reasonFor ? (
        <label className="fl-reason">
          <span>{t("flows.preview.reason")}</span>
          <textarea rows={2} />
        </label>
      ) : null}
      <footer>
        {choices.length === 0 ? <p className="fl-over">{t("flows.preview.over")}</p> : null}
        {choices.map((choice, place) => (
          <button
            key={choice.way.id}
            type="button"
            className={place === 0 && !alone ? "btn btn-primary" : "btn"}
            onClick={() => press(choice)}
          >
            {alone ? t("flows.preview.on", { to: choice.text }) : choice.text}
          </button>
        ))}
        {(found.allow ?? []).map((each) => (
          <span key={each} className="fl-allowed">
            {t(`flows.allow.${each}`)}
          </span>
        ))}
      </footer>
    </section>
  );
}

/** Who meets a step of this type. */
function audience(type: string): "colleague" | "customer" | "system" {
  if (type === "task") return "colleague";
  return type === "confirm" ? "customer" : "system";
}

/** The fields of the step, to be tried. */
function Fields({ node, device }: { node: string; device: Device }) {
  const { flow, model, scene } = useFlow();
  const [values, setValues] = useState<Record<string, FieldValue>>({});
  const environment = useMemo(() => {
    const language = scene.language as Language;
    const people = Object.fromEntries(scene.people.map(({ key, name }) => [key, { name }]));
    return { language, t: translator(fieldTexts[language]), files: {}, people };
  }, [scene]);
  const form = model.form(flow.form);
  const fields = fieldsAt(flow, node);
  if (!fields.length) return null;
  return (
    <FieldEnvironmentContext value={environment}>
      <div className="fl-step-fields">
        {fields.map(({ key, required }) => {
          const field = form?.field(key);
          if (!field) return null;
          const { settings, type, label, options } = field;
          return (
            <FieldFrame
              key={key}
              size={device === "phone" ? "touch" : "compact"}
              field={{ ...plain(settings), key, type, label, options, required }}
              value={values[key] ?? null}
              onChange={(value) => setValues((now) => ({ ...now, [key]: value }))}
            />
          );
        })}
      </div>
    </FieldEnvironmentContext>
  );
}

const KEPT = ["max_length", "min", "max", "places", "thousands", "unit", "currency", "max_files"];

/** The settings that an input understands as they stand in the document. */
function plain(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => KEPT.includes(key)));
}
