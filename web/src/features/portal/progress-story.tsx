import { useId, useState } from "react";
import { serverDate } from "../../api/server-time";
import { beginningOf, firstOf } from "../../fields/beginning";
import { showSize } from "../../fields/file-size";
import { picturesOf } from "../../fields/pictures";
import { Icon } from "../../ui/icon";
import { usePrinting } from "../../ui/printing";
import { replyFileAddress } from "./api";
import type { Progress, TimelineEntry } from "./model";
import { useTexts } from "./texts";
import { dayAndTime } from "./time";

/** Entries whose words were said by a person. */
const SAID = new Set(["reply", "customer_reply", "rejected"]);
/** Steps of the product itself, for which the page has words of its own. */
const STEPS = new Set(["submitted", "claimed", "solved", "confirmed", "urged", "closed"]);

/** What happened, newest first. */
export function Timeline({ token, progress }: { token: string; progress: Progress }) {
  const { language, t } = useTexts();
  const now = serverDate();
  if (progress.timeline.length === 0) return null;

  function title({ kind, text }: TimelineEntry): string {
    // The builder's name of the step says it.
    if (kind === "step") return text;
    return t(STEPS.has(kind) || SAID.has(kind) ? `timeline.${kind}` : "timeline.other");
  }

  function words(entry: TimelineEntry) {
    if (entry.kind === "step") return null;
    if (SAID.has(entry.kind) && entry.text)
      return (
        <div className="p-quote" dir="auto">
          <Long text={entry.text} />
        </div>
      );
    const known = STEPS.has(entry.kind) || SAID.has(entry.kind);
    const text = known ? t(`timeline.${entry.kind}_text`, { number: progress.number }) : entry.text;
    return text ? <span>{text}</span> : null;
  }

  return (
    <section className="p-card p-pad" aria-label={t("progress.timeline")}>
      <ol className="p-feed">
        {progress.timeline.map((entry, index) => (
          <li key={entry.id} className={index === 0 ? "p-newest" : undefined}>
            <div className="p-feed-head">
              <b>{title(entry)}</b>
              <time dateTime={entry.at}>{dayAndTime(new Date(entry.at), now, language)}</time>
            </div>
            {words(entry)}
            {entry.files?.length ? <Files token={token} files={entry.files} /> : null}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** A text of any length: what stands behind it is not pages away, and all of it is one press away. */
function Long({ text }: { text: string }) {
  const beginning = beginningOf(text);
  return beginning === text ? text : <Folded text={text} beginning={beginning} />;
}

function Folded({ text, beginning }: { text: string; beginning: string }) {
  const { t } = useTexts();
  const printing = usePrinting();
  const [open, setOpen] = useState(false);
  if (printing) return text;
  return (
    <>
      {open ? text : `${beginning}…`}
      <More open={open} turn={setOpen} name={t("progress.unfold")} />
    </>
  );
}

type Attached = NonNullable<TimelineEntry["files"]>;

/** What a reply or a field carries: pictures at once, everything to open; of hundreds the first. */
function Files({ token, files }: { token: string; files: Attached }) {
  const first = firstOf(files);
  return (
    <div className="p-files">
      {first === files ? (
        <Links token={token} files={files} />
      ) : (
        <FoldedLinks token={token} files={files} first={first} />
      )}
    </div>
  );
}

function FoldedLinks({
  token,
  files,
  first,
}: {
  token: string;
  files: Attached;
  first: readonly Attached[number][];
}) {
  const { t } = useTexts();
  const printing = usePrinting();
  const [open, setOpen] = useState(false);
  if (printing) return <Links token={token} files={files} />;
  const name = t("progress.unfold_files", { n: files.length });
  return (
    <>
      <Links token={token} files={open ? files : first} />
      <More open={open} turn={setOpen} name={name} />
    </>
  );
}

function Links({ token, files }: { token: string; files: readonly Attached[number][] }) {
  const { t } = useTexts();
  return files.map((file) => {
    const address = replyFileAddress(token, file.id);
    const picture = picturesOf(address, file.type);
    return (
      <a
        key={file.id}
        href={picture?.look ?? address}
        target="_blank"
        rel="noreferrer"
        aria-label={t("progress.open_file", { name: file.name })}
      >
        <Face picture={picture?.preview} />
        <span>
          <b>{file.name}</b>
          <small>{showSize(file.size)}</small>
        </span>
      </a>
    );
  });
}

function More({
  open,
  turn,
  name,
}: {
  open: boolean;
  turn: (open: boolean) => void;
  /** Of the button for all of it. */
  name: string;
}) {
  const { t } = useTexts();
  return (
    <button type="button" className="p-more" aria-expanded={open} onClick={() => turn(!open)}>
      {open ? t("progress.fold") : name}
    </button>
  );
}

function Face({ picture }: { picture: string | undefined }) {
  const [broken, setBroken] = useState(false);
  if (!picture || broken) return <Icon name="file" />;
  return <img src={picture} alt="" loading="lazy" onError={() => setBroken(true)} />;
}

/** What colleagues filled in and the customer may read: the result of the work. */
export function Shown({ token, entries }: { token: string; entries: Progress["shown"] }) {
  const { t } = useTexts();
  if (entries.length === 0) return null;
  return (
    <section className="p-card p-pad p-shown">
      <h2>{t("progress.shown")}</h2>
      <dl className="p-pairs">
        {entries.map((entry) => (
          <div key={entry.label}>
            <dt>{entry.label}</dt>
            <dd>
              {entry.files?.length ? (
                <Files token={token} files={entry.files} />
              ) : (
                <Long text={entry.value} />
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What the customer once wrote, folded. */
export function Submitted({ entries }: { entries: Progress["submitted"] }) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const id = useId();
  if (entries.length === 0) return null;
  return (
    <section className="p-card">
      <h2 className="p-fold">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen((now) => !now)}
        >
          <span>{t("progress.submitted")}</span>
          <span className={open ? "p-turned" : undefined}>
            <Icon name="down" />
          </span>
        </button>
      </h2>
      <div id={id} hidden={!open} className="p-folded">
        <dl className="p-pairs">
          {entries.map((entry) => (
            <div key={entry.label}>
              <dt>{entry.label}</dt>
              <dd>
                <Long text={entry.value || "—"} />
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  );
}
