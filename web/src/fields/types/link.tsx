import { useEffect, useState } from "react";
import { asText } from "../definition";
import { type FoundRecord, useFieldEnvironment } from "../environment";
import type { FieldInputProps, FieldKind, FieldViewProps } from "../kind";
import { Nothing } from "../line-input";
import { Picker } from "../picker";

/** Milliseconds of rest before a typed text is looked for. */
const REST = 180;

/** A record of another form, found by its title or number among those the reader may see. */
function LinkInput(props: FieldInputProps) {
  const { field, value, onChange } = props;
  const { findRecords, rememberRecord, records = {}, t } = useFieldEnvironment();
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState(false);
  const [found, setFound] = useState<FoundRecord[] | null>(null);
  const form = field.form ?? "";

  useEffect(() => {
    if (!asked || !findRecords) return;
    const leave = new AbortController();
    const timer = window.setTimeout(
      () => {
        findRecords(form, typed.trim(), leave.signal).then(setFound, () => {
          if (!leave.signal.aborted) setFound([]);
        });
      },
      typed ? REST : 0,
    );
    return () => {
      window.clearTimeout(timer);
      leave.abort();
    };
  }, [asked, typed, form, findRecords]);

  const id = asText(value);
  const known = records[id] ?? found?.find((each) => each.id === id);
  const itemOf = (each: FoundRecord) => ({ key: each.id, label: each.title, hint: each.number });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only hears that its picker is about to be used
    <div onFocus={() => setAsked(true)}>
      <Picker
        {...props}
        disabled={props.disabled || !findRecords}
        items={found?.map(itemOf) ?? null}
        typed={typed}
        onTyped={setTyped}
        chosen={id ? [{ key: id, label: known?.title ?? t("link.unknown") }] : []}
        onChoose={([next]) => {
          const one = found?.find((each) => each.id === next);
          if (one) rememberRecord?.(one.id, { form, number: one.number, title: one.title });
          onChange(next ?? null);
        }}
      />
    </div>
  );
}

function LinkView({ field, value }: FieldViewProps) {
  const { records = {}, recordAddress, t } = useFieldEnvironment();
  const id = asText(value);
  if (!id) return <Nothing label={t("field.empty")} />;
  const record = records[id];
  if (!record) return <span className="f-note">{t("link.unknown")}</span>;
  const words = (
    <>
      {record.title}
      {record.number && record.number !== record.title ? (
        <span className="f-full"> {record.number}</span>
      ) : null}
    </>
  );
  return recordAddress ? (
    <a className="f-link" href={recordAddress(field.form ?? record.form, id)}>
      {words}
    </a>
  ) : (
    <span className="f-text">{words}</span>
  );
}

export const fieldKind: FieldKind = {
  icon: "link",
  look: "line",
  role: "label",
  ask: "choose",
  compares: "id",
  width: 160,
  listed: 9,
  Input: LinkInput,
  View: LinkView,
  text: (value, _field, { records, t }) => {
    const id = asText(value);
    return id ? (records[id]?.title ?? t("link.unknown")) : "";
  },
};
