import { Modal } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import { usePreferences } from "../../app/preferences";
import { entryOf, useCatalogue } from "../../designer/catalogue";
import { type Device, DeviceSwitch } from "../../designer/frame";
import { useNarrow } from "../../designer/narrow";
import { useSession } from "../../designer/session";
import { useTextIn } from "../../designer/texts";
import {
  checkField,
  type FieldDefinition,
  FieldEnvironmentContext,
  FieldFrame,
  type FieldValue,
  toFieldValue,
} from "../../fields";
import { customersMay, definitionOf, spanOf } from "./definition";
import { fieldsIn, outlineOf } from "./outline";
import { useFieldSurroundings } from "./surroundings";

type Viewer = "customer" | "colleague";

/** The form to try: the same inputs, the same checks, nothing is stored. */
export function Preview({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const [viewer, setViewer] = useState<Viewer>("customer");
  const [device, setDevice] = useState<Device>(narrow ? "phone" : "desktop");
  const [turn, setTurn] = useState(0);
  return (
    <Modal
      open
      footer={null}
      onCancel={onClose}
      width="min(960px, 96vw)"
      style={{ top: 24 }}
      className="fd-preview"
      title={
        <div className="fd-preview-head">
          <span>{t("designer.preview")}</span>
          <fieldset className="d-switcher">
            <legend className="ui-sr">{t("form_design.viewer")}</legend>
            {(["customer", "colleague"] as const).map((each) => (
              <button
                key={each}
                type="button"
                aria-pressed={viewer === each}
                className={viewer === each ? "is-on" : undefined}
                onClick={() => setViewer(each)}
              >
                {t(`form_design.as_${each}`)}
              </button>
            ))}
          </fieldset>
          <DeviceSwitch device={device} onDevice={setDevice} />
        </div>
      }
    >
      <div className={`fd-preview-stage is-${device}`}>
        <Filling
          key={`${viewer} ${turn}`}
          viewer={viewer}
          device={device}
          onAgain={() => setTurn(turn + 1)}
        />
      </div>
    </Modal>
  );
}

interface Part {
  key: string;
  title: string;
  fields: { field: FieldDefinition; span: number }[];
}

/** The fields that this person fills in, as the live form would offer them. */
function useParts(viewer: Viewer, device: Device): Part[] {
  const document = useSession((state) => state.document);
  const language = usePreferences((state) => state.language);
  const catalogue = useCatalogue();
  const text = useTextIn();
  return useMemo(() => {
    const fields = fieldsIn(document);
    return outlineOf(document)
      .map((section, index): Part => {
        const own = section.fields.flatMap((key) => {
          const settings = fields[key] ?? {};
          const entry = entryOf(catalogue.fields, settings.type);
          const offered =
            viewer === "customer"
              ? customersMay(settings, entry) === "write"
              : settings.type !== "status" && entry?.kept !== "number";
          if (!offered) return [];
          const field = definitionOf(key, settings, entry, language);
          return [{ field, span: spanOf(settings, section.columns, device) }];
        });
        return {
          key: String(section.place ?? `rest${index}`),
          title: text(section.title),
          fields: own,
        };
      })
      .filter((part) => part.fields.length > 0);
  }, [document, language, catalogue, viewer, device, text]);
}

function Filling({
  viewer,
  device,
  onAgain,
}: {
  viewer: Viewer;
  device: Device;
  onAgain: () => void;
}) {
  const { t } = useTranslation();
  const text = useTextIn();
  const name = useSession((state) => state.document.name);
  const parts = useParts(viewer, device);
  const [values, setValues] = useState<Readonly<Record<string, FieldValue>>>(() =>
    Object.fromEntries(
      parts.flatMap((part) =>
        part.fields.map(({ field }) => [field.key, toFieldValue(field.default)] as const),
      ),
    ),
  );
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const [sent, setSent] = useState(false);
  const environment = useFieldSurroundings();
  const phone = device === "phone";

  function problemOf(field: FieldDefinition, value: FieldValue): string | null {
    const problem = checkField(value, field);
    return problem ? environment.t(`problem.${problem.code}`, problem.values) : null;
  }
  function submit() {
    const found: Record<string, string> = {};
    for (const { field } of parts.flatMap((part) => part.fields)) {
      const problem = problemOf(field, values[field.key] ?? null);
      if (problem) found[field.key] = problem;
    }
    setWrong(found);
    if (Object.keys(found).length === 0) setSent(true);
    else requestAnimationFrame(() => focusField(Object.keys(found)[0] as string));
  }
  if (sent)
    return (
      <section className="fd-preview-form fd-preview-done" role="status">
        <Icon name="check" />
        <h2>{t("form_design.tried_title")}</h2>
        <p>{t("form_design.tried_text")}</p>
        <button type="button" className="btn" onClick={onAgain}>
          {t("form_design.try_again")}
        </button>
      </section>
    );
  return (
    <FieldEnvironmentContext value={environment}>
      <form
        className="fd-preview-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <h2>{text(name)}</h2>
        {parts.map((part) => (
          <section key={part.key}>
            {part.title ? <h3>{part.title}</h3> : null}
            <div className="fd-section-body">
              {part.fields.map(({ field, span }) => (
                <div key={field.key} style={{ gridColumn: `span ${span}` }}>
                  <FieldFrame
                    id={`preview-${field.key}`}
                    field={field}
                    size={phone ? "touch" : "compact"}
                    value={values[field.key] ?? null}
                    error={wrong[field.key] ?? null}
                    onChange={(value) => {
                      setValues((before) => ({ ...before, [field.key]: value }));
                      setWrong(({ [field.key]: _gone, ...rest }) => rest);
                    }}
                    onBlur={() => {
                      const value = values[field.key] ?? null;
                      const problem = value === null ? null : problemOf(field, value);
                      if (problem) setWrong((before) => ({ ...before, [field.key]: problem }));
                    }}
                  />
                </div>
              ))}
            </div>
          </section>
        ))}
        {parts.length === 0 ? (
          <p className="fd-soft">{t("form_design.nothing_to_fill")}</p>
        ) : (
          <button type="submit" className={phone ? "btn btn-primary btn-touch" : "btn btn-primary"}>
            {t("form_design.submit")}
          </button>
        )}
      </form>
    </FieldEnvironmentContext>
  );
}

function focusField(key: string) {
  const frame = document.querySelector(`.fd-preview [data-field="${CSS.escape(key)}"]`);
  frame?.scrollIntoView({ block: "center" });
  frame?.querySelector<HTMLElement>("input, textarea, select, button")?.focus();
}
