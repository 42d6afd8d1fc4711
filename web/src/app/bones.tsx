import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { usePhone } from "./screen";
import "./bones.css";

const WIDTHS = [62, 48, 71, 39, 66, 54, 45, 68];

/** One gray line; pixels, or a share of the room as text. */
export function Bone({ width, height = 12 }: { width: number | string; height?: number }) {
  return <span className="bone" style={{ width, height }} />;
}

/** Says once that something is on its way; the gray lines themselves say nothing. */
export function OnTheWay({ className, children }: { className?: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={className} role="status" aria-label={t("shell.loading")}>
      {children}
    </div>
  );
}

/** Gray lines where rows are about to appear. */
export function Bones({ rows = 8, height = 40 }: { rows?: number; height?: number }) {
  return (
    <OnTheWay>
      {Array.from({ length: rows }, (_, row) => (
        <div
          key={row}
          style={{ height, display: "flex", alignItems: "center", gap: 24, padding: "0 24px" }}
        >
          <Bone width={96} />
          <Bone width={`${(WIDTHS[row % WIDTHS.length] ?? 50) * 0.6}%`} />
        </div>
      ))}
    </OnTheWay>
  );
}

/** Of the columns of a table of work; the one without takes what is left, as the title does. */
type ColumnWidth = number | null;

/** Where a table of work is about to appear, or its cards on a phone: same head, same rows, same columns. */
export function WorkBones({
  columns,
  grouped = false,
  rows = 12,
}: {
  columns: readonly ColumnWidth[];
  /** Under headings, as My tasks. */
  grouped?: boolean;
  rows?: number;
}) {
  const phone = usePhone();
  return (
    <OnTheWay className="bones-work">
      {phone ? null : (
        <div className="bones-head">
          {columns.map((width, place) => (
            <span key={place} style={width === null ? { flex: 1 } : { width }}>
              <Bone width={width === null || width > 60 ? 40 : 16} height={10} />
            </span>
          ))}
        </div>
      )}
      {grouped ? (
        <div className={phone ? "bones-group is-phone" : "bones-group"}>
          <Bone width={64} />
        </div>
      ) : null}
      {Array.from({ length: phone ? 8 : rows }, (_, row) =>
        phone ? (
          <div key={row} className="bones-card">
            <Bone width="58%" />
            <Bone width={`${(WIDTHS[row % WIDTHS.length] ?? 50) + 24}%`} height={16} />
            <Bone width="44%" />
          </div>
        ) : (
          <div key={row} className="bones-row">
            {columns.map((width, place) => (
              <span key={place} style={width === null ? { flex: 1 } : { width }}>
                <Bone
                  width={
                    width === null
                      ? `${WIDTHS[row % WIDTHS.length] ?? 50}%`
                      : width > 60
                        ? `${55 + ((row + place) % 3) * 10}%`
                        : 16
                  }
                />
              </span>
            ))}
          </div>
        ),
      )}
    </OnTheWay>
  );
}

/** A few lines of a conversation, and what happened between. */
function StreamBones() {
  return (
    <div className="bones-stream">
      {[72, 44, 52, 38, 60, 46].map((width, place) => (
        <div key={width} className="bones-said">
          <Bone width={24} height={24} />
          <Bone width={`${width}%`} height={place % 3 === 0 ? 40 : 12} />
        </div>
      ))}
    </div>
  );
}

/** What one can do now: a heading, the buttons, the fields of the step. */
function NowBones() {
  return (
    <>
      <div className="bones-now">
        <Bone width={96} height={16} />
        <Bone width="100%" height={32} />
        <Bone width="70%" />
        <Bone width="100%" height={68} />
        <Bone width="100%" height={32} />
        <Bone width="100%" height={68} />
      </div>
      <div className="bones-part">
        <Bone width="48%" height={16} />
        <Bone width="100%" height={48} />
        <Bone width="82%" />
        <Bone width="74%" />
      </div>
    </>
  );
}

function HeadBones() {
  return (
    <div className="bones-ticket-head">
      <Bone width="38%" />
      <Bone width="76%" height={20} />
      <Bone width="52%" />
    </div>
  );
}

function StepBones() {
  return (
    <div className="bones-steps">
      {[0, 1, 2, 3].map((step) => (
        <span key={step}>
          <Bone width={20} height={20} />
          <Bone width={56} />
          <Bone width={72} height={10} />
        </span>
      ))}
    </div>
  );
}

/** A ticket that is on its way: header, stepper and stream at the left, what to do and the customer at the right. */
export function TicketBones() {
  const phone = usePhone();
  if (phone)
    return (
      <OnTheWay className="bones-ticket is-phone">
        <div className="bones-crumbs">
          <Bone width={120} />
        </div>
        <HeadBones />
        <div className="bones-tabs">
          <Bone width={40} />
          <Bone width={40} />
          <Bone width={40} />
        </div>
        <NowBones />
      </OnTheWay>
    );
  return (
    <OnTheWay className="bones-page">
      <div className="bones-crumbs">
        <Bone width={120} />
      </div>
      <div className="bones-ticket">
        <div className="bones-main">
          <HeadBones />
          <StepBones />
          <StreamBones />
          <div className="bones-composer" />
        </div>
        <div className="bones-side">
          <NowBones />
        </div>
      </div>
    </OnTheWay>
  );
}

/** The same in the narrow column beside a list. */
export function BesideBones() {
  return (
    <OnTheWay className="bones-beside">
      <HeadBones />
      <NowBones />
    </OnTheWay>
  );
}
