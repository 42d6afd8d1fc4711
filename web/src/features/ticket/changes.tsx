import { type ReactNode, useCallback } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import type { Activity } from "../../api/types";
import { CutText, LongText } from "./long-text";

type Change = Extract<Activity, { type: "updated" }>["data"]["changes"][number];

/** The record an entry is about. */
export interface RecordPlace {
  form: string;
  id: string;
}

/** Fields that changed, each with what it was and what it is: of long texts the beginning. */
export function Changes({
  changes,
  entry,
  place,
}: {
  changes: readonly Change[];
  /** Id of the entry, which has every text whole. */
  entry: string;
  place: RecordPlace;
}) {
  const { t } = useTranslation();
  const { form, id } = place;
  const read = useCallback(
    async (field: string, side: "from" | "to") => {
      const whole = await call(
        api.GET("/forms/{form}/records/{record_id}/activity/{entry_id}", {
          params: { path: { form, record_id: id, entry_id: Number(entry) } },
        }),
      );
      const found = "changes" in whole.data ? whole.data.changes : [];
      return found.find((each) => each.field === field)?.[side] ?? "";
    },
    [form, id, entry],
  );
  return (
    <ul className="changes">
      {changes.map(({ field, label, from, to, from_length, to_length }) => (
        <li key={field}>
          <span>{label}</span>
          {from ? (
            <div>
              <Side
                text={from}
                length={from_length}
                read={() => read(field, "from")}
                draw={(text) => <s>{text}</s>}
              />
            </div>
          ) : null}
          <div>
            <Side
              text={to || t("event.emptied")}
              length={to_length}
              read={() => read(field, "to")}
              draw={(text) => <b>{text}</b>}
            />
          </div>
        </li>
      ))}
    </ul>
  );
}

function Side({
  text,
  length,
  ...rest
}: {
  text: string;
  /** Of the whole, where this is only its beginning. */
  length: number | null | undefined;
  read: () => Promise<string>;
  draw: (text: string) => ReactNode;
}) {
  if (length) return <CutText key={text} text={text} length={length} {...rest} />;
  return <LongText text={text} briefOnPaper draw={rest.draw} />;
}

/** Whether what the fields are now fits one line. */
export const inOneLine = (changes: readonly Change[]) =>
  changes.every(({ to }) => to.length <= ONE_LINE && !to.includes("\n"));

const ONE_LINE = 200;
