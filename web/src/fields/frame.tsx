import { useId } from "react";
import { useFieldEnvironment } from "./environment";
import "./fields.css";
import "./files.css";
import "./moments.css";
import "./choices.css";
import { Icon } from "../ui/icon";
import { isMask } from "./definition";
import type { FieldInputProps } from "./kind";
import { kindOf } from "./registry";

export interface FieldFrameProps
  extends Omit<FieldInputProps, "id" | "labelledBy" | "describedBy"> {
  /** Start of the ids inside; made up when absent. */
  id?: string;
}

/** Help longer than this stands below the answer instead of inside the empty line. */
const SHORT_HELP = 18;

/** A field as it is filled in: label, answer, help and error, tied together for screen readers. */
export function FieldFrame({
  id: given,
  field: asked,
  size = "touch",
  error,
  value: stored,
  ...rest
}: FieldFrameProps) {
  const made = useId();
  const id = given ?? made;
  const { t } = useFieldEnvironment();
  // A mask is nothing to type on: the line is empty, and says what is kept while it stays so.
  const kept = isMask(stored, asked) ? stored : null;
  const value = kept === null ? stored : null;
  const field =
    kept === null ? asked : { ...asked, placeholder: t("sensitive.keep", { mask: kept }) };
  const kind = kindOf(field);
  const readOnly = field.access === "read" || field.access === "masked" || kind.given === true;
  const help = field.help ?? "";
  const helpBelow =
    help !== "" &&
    (kind.look !== "line" ||
      size === "compact" ||
      Boolean(field.placeholder) ||
      help.length > SHORT_HELP);
  const labelId = `${id}-label`;
  const describedBy =
    [help ? `${id}-help` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ") || undefined;

  if (kind.layout) {
    return (
      <div className={`f-frame f-${size} f-layout`} data-field={field.key}>
        <kind.View field={field} value={null} />
      </div>
    );
  }

  const label = (
    <>
      <span>
        {field.label}
        {field.sensitive ? (
          <span className="f-lock">
            <Icon name="lock" small />
          </span>
        ) : null}
      </span>
      {field.required && !readOnly ? (
        <span className="f-required" aria-hidden="true">
          *
        </span>
      ) : null}
    </>
  );

  return (
    <div
      className={`f-frame f-${size} f-${kind.look}${error ? " f-wrong" : ""}`}
      data-field={field.key}
    >
      <div className="f-label">
        {kind.role === "label" && !readOnly ? (
          <label id={labelId} htmlFor={id}>
            {label}
          </label>
        ) : (
          <span id={labelId}>{label}</span>
        )}
        {kind.limits && !readOnly ? (
          <span className="f-limits">{kind.limits(field, t)}</span>
        ) : null}
      </div>
      <div className="f-answer">
        {readOnly ? (
          <div className="f-read">{kept ?? <kind.View field={field} value={value} />}</div>
        ) : (
          <kind.Input
            {...rest}
            value={value}
            id={id}
            field={field}
            size={size}
            error={error}
            labelledBy={labelId}
            describedBy={describedBy}
          />
        )}
      </div>
      {help ? (
        <p id={`${id}-help`} className={helpBelow ? "f-help" : "ui-sr"}>
          {help}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} className="f-error">
          {error}
        </p>
      ) : null}
    </div>
  );
}
