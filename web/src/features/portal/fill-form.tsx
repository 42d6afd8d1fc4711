import { type MouseEvent, memo, useEffect, useId, useMemo, useRef, useState } from "react";
import {
  type FieldDefinition,
  type FieldEnvironment,
  FieldEnvironmentContext,
  FieldFrame,
  type FieldValue,
  type FileInfo,
  isEmpty,
  kindOf,
  type Pictures,
  picturesOf,
  sendFile,
} from "../../fields";
import { Button } from "../../ui/button";
import { useCursorBack } from "../../ui/cursor-back";
import { Icon } from "../../ui/icon";
import { Sheet } from "../../ui/sheet";
import { minutesToFill, sectionsOf } from "./answers";
import { unsentFileAddress, uploadWay } from "./api";
import { type Fault, type Hindrance, useFilling } from "./filling";
import { offeredLanguages } from "./language";
import type { PublicForm, Receipt } from "./model";
import { Shell } from "./shell";
import { useTexts } from "./texts";

export interface FillFormProps {
  slug: string;
  form: PublicForm;
  onDone: (receipt: Receipt) => void;
  /** Reads the form again; answers whether another one came. */
  onReadAgain: () => Promise<boolean>;
  /** The person wants an empty form. */
  onStartOver: () => void;
}

/** Headings help from this many sections on; below they would only push the fields down. */
const HEADED = 3;

const fieldId = (key: string) => `field-${key}`;

function focusField(key: string): void {
  const frame = document.querySelector(`[data-field="${CSS.escape(key)}"]`);
  const control = frame?.querySelector<HTMLElement>(
    "input:checked,input:not(:disabled),textarea:not(:disabled),select:not(:disabled),button",
  );
  control?.focus({ preventScroll: true });
  frame?.scrollIntoView({ block: "center" });
}

/** The pictures of a file that this device could not draw; the file itself is not given out before it is sent. */
function drawnByServer(file: FileInfo): Partial<Pictures> {
  const address = unsentFileAddress(file.id);
  const pictures = file.preview ? null : picturesOf(address, file.type);
  if (!pictures) return {};
  return pictures.look === address ? { preview: pictures.preview } : pictures;
}

export function FillForm({ slug, form, onDone, onReadAgain, onStartOver }: FillFormProps) {
  const { language, t } = useTexts();
  const filling = useFilling(slug, form, language, onDone, onReadAgain);
  useCursorBack(filling.sending);
  const { faults, tried, rememberFile, onTransfers } = filling;
  const sections = useMemo(() => sectionsOf(form), [form]);
  const [asked, setAsked] = useState(true);

  const environment = useMemo<FieldEnvironment>(
    () => ({
      language,
      t,
      files: filling.files,
      people: {},
      // What this device cannot draw – the photographs of an iPhone, mostly – the server draws.
      rememberFile: (file) => rememberFile({ ...drawnByServer(file), ...file }),
      onTransfers,
      upload: (file, field, hooks) =>
        sendFile(uploadWay(slug, file.name, field.key, language), file, hooks),
    }),
    [language, t, filling.files, rememberFile, onTransfers, slug],
  );

  const sentence = (fault: Fault) =>
    typeof fault === "string" ? fault : t(`problem.${fault.code}`, fault.values);
  const wrong = sections
    .flatMap((section) => section.fields)
    .flatMap((field) => {
      const fault = faults.get(field.key);
      return fault ? [{ field, text: sentence(fault) }] : [];
    });

  // Each refused try leads to the first wrong field; the ref keeps later changes of the list from moving the focus.
  const firstWrong = useRef<string | undefined>(undefined);
  firstWrong.current = wrong[0]?.field.key;
  useEffect(() => {
    if (tried > 0 && firstWrong.current) focusField(firstWrong.current);
  }, [tried]);

  return (
    <Shell
      company={form.company}
      title={form.name}
      offered={offeredLanguages(form.languages)}
      aside={
        filling.saved ? (
          <span className="p-saved">
            <Icon name="check" small />
            {t("form.saved")}
          </span>
        ) : null
      }
    >
      <form
        className="p-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void filling.submit();
        }}
      >
        <div className="p-lead">
          <h1>{form.name}</h1>
          <p>{t("form.lead", { count: minutesToFill(form.fields) })}</p>
        </div>

        {filling.restored && asked ? (
          <div className="p-restored">
            <span>{t(filling.filesLost ? "form.restored_without_files" : "form.restored")}</span>
            <button
              type="button"
              onClick={() => {
                filling.forget();
                onStartOver();
              }}
            >
              {t("form.start_over")}
            </button>
            <button
              type="button"
              className="p-icon-button"
              aria-label={t("field.close")}
              onClick={() => setAsked(false)}
            >
              <Icon name="cross" small />
            </button>
          </div>
        ) : null}

        <div role="alert" className="p-alert">
          {tried > 0 && wrong.length > 0 ? <ErrorSummary wrong={wrong} /> : null}
        </div>

        <FieldEnvironmentContext.Provider value={environment}>
          {sections.map((section, index) => (
            <section
              // Sections have no identity but their place.
              key={index}
              className="p-section"
              inert={filling.sending}
              aria-label={section.title ?? undefined}
            >
              {section.title && sections.length >= HEADED ? <h2>{section.title}</h2> : null}
              <div className="p-card">
                {section.fields.map((field) => {
                  const value = filling.values[field.key] ?? null;
                  if (field.access === "read" && isEmpty(value)) return null;
                  const fault = faults.get(field.key);
                  return (
                    <Row
                      key={field.key}
                      field={field}
                      value={value}
                      error={fault ? sentence(fault) : null}
                      change={filling.change}
                      leave={filling.leave}
                    />
                  );
                })}
              </div>
            </section>
          ))}
        </FieldEnvironmentContext.Provider>

        <div className="p-dock">
          <div className="p-dock-column">
            <div role="alert" className="p-alert">
              {filling.hindrance ? (
                <HindranceNote
                  hindrance={filling.hindrance}
                  saved={filling.saved}
                  onRetry={() => void filling.submit()}
                />
              ) : null}
            </div>
            <Button submit busy={filling.sending} className="p-wide">
              {t(filling.sending ? "form.sending" : "form.submit")}
            </Button>
          </div>
        </div>
      </form>
      {filling.hindrance?.kind === "differs" ? (
        <DiffersSheet
          mayShowEarlier={filling.mayShowEarlier}
          onShowEarlier={() => void filling.showEarlier()}
          onSendAsNew={() => void filling.sendAsNew()}
        />
      ) : null}
    </Shell>
  );
}

interface RowProps {
  field: FieldDefinition;
  value: FieldValue;
  error: string | null;
  change: (key: string, value: FieldValue) => void;
  leave: (key: string) => void;
}

/** One field. Only the one that is written in is drawn anew: a form may have hundreds. */
const Row = memo(function Row({ field, value, error, change, leave }: RowProps) {
  return (
    <div className={`p-row p-row-${kindOf(field).look}`}>
      <FieldFrame
        id={fieldId(field.key)}
        field={field}
        value={value}
        error={error}
        onChange={(next) => change(field.key, next)}
        onBlur={() => leave(field.key)}
      />
    </div>
  );
});

interface Wrong {
  field: { key: string; label: string };
  text: string;
}

function ErrorSummary({ wrong }: { wrong: readonly Wrong[] }) {
  const { t } = useTexts();
  const id = useId();
  const go = (key: string) => (event: MouseEvent) => {
    event.preventDefault();
    focusField(key);
  };
  return (
    <div className="p-summary">
      <p id={id}>{t("form.wrong", { count: wrong.length })}</p>
      <ul aria-labelledby={id}>
        {wrong.map(({ field, text }) => (
          <li key={field.key}>
            <a href={`#${fieldId(field.key)}`} onClick={go(field.key)}>
              {text.includes(field.label) ? text : `${field.label}${t("form.colon")}${text}`}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface HindranceNoteProps {
  hindrance: Hindrance;
  saved: boolean;
  onRetry: () => void;
}

function HindranceNote({ hindrance, saved, onRetry }: HindranceNoteProps) {
  const { t } = useTexts();
  if (hindrance.kind === "offline") {
    return (
      <button type="button" className="p-hindrance p-hindrance-tap" onClick={onRetry}>
        <Icon name="offline" small />
        {t(saved ? "form.offline_saved" : "form.offline")}
      </button>
    );
  }
  if (hindrance.kind === "differs") return null;
  const text =
    hindrance.kind === "wait"
      ? hindrance.seconds
        ? t("form.wait_seconds", { count: hindrance.seconds })
        : t("form.wait")
      : hindrance.kind === "changed"
        ? t("form.changed")
        : hindrance.sentence || t("form.refused");
  return (
    <p className="p-hindrance">
      <Icon name="alert" small />
      {text}
    </p>
  );
}

interface DiffersSheetProps {
  mayShowEarlier: boolean;
  onShowEarlier: () => void;
  onSendAsNew: () => void;
}

function DiffersSheet({ mayShowEarlier, onShowEarlier, onSendAsNew }: DiffersSheetProps) {
  const { t } = useTexts();
  const [open, setOpen] = useState(true);
  if (!open) return null;
  return (
    <Sheet
      title={t("differs.title")}
      description={t("differs.text")}
      onClose={() => setOpen(false)}
    >
      <div className="p-stack">
        {mayShowEarlier ? (
          <Button onClick={onShowEarlier}>{t("differs.show_earlier")}</Button>
        ) : null}
        <Button look={mayShowEarlier ? "ghost" : "primary"} onClick={onSendAsNew}>
          {t("differs.send_as_new")}
        </Button>
        <Button look="plain" onClick={() => setOpen(false)}>
          {t("cancel")}
        </Button>
      </div>
    </Sheet>
  );
}
