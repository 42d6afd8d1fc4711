import { Bone, OnTheWay } from "../app/bones";
import { useNarrow } from "./narrow";
import "./frame.css";
import "./frame-bones.css";

/** What stands where, by kind of the definition; what is not named is a list at the left and settings at the right. */
const SHAPES: Record<string, Shape> = {
  form: { tabs: true, palette: "pairs", canvas: "sheet", settings: 328 },
  flow: { canvas: "tree", settings: 360 },
  rule: { palette: "list", canvas: "cards", settings: 378 },
  dashboard: { palette: "list", canvas: "grid", settings: 328 },
  team: { palette: "list", canvas: "cards" },
};
const OTHER: Shape = { palette: "list", canvas: "cards", settings: 328 };

interface Shape {
  tabs?: boolean;
  palette?: "pairs" | "list";
  canvas: "sheet" | "tree" | "cards" | "grid";
  /** Pixels. */
  settings?: number;
}

/** A designer on its way: its bars, palette, canvas and settings where they will be. */
export function DesignerBones({ kind }: { kind: string }) {
  const narrow = useNarrow();
  const { tabs, palette, canvas, settings } = SHAPES[kind] ?? OTHER;
  return (
    <OnTheWay className="d-frame d-bones">
      <div className="d-top">
        <Bone width={narrow ? 96 : 132} />
        <Bone width={96} height={16} />
        <span className="d-push" />
        <Bone width={narrow ? 88 : 152} height={32} />
      </div>
      {tabs || narrow ? (
        <div className="d-sub">
          <Bone width={48} />
          <Bone width={64} />
          <Bone width={56} />
        </div>
      ) : null}
      <div
        className="d-body"
        style={{
          gridTemplateColumns: narrow
            ? "minmax(0, 1fr)"
            : [palette ? "248px" : "", "minmax(0, 1fr)", settings ? `${settings}px` : ""].join(" "),
        }}
      >
        {palette && !narrow ? (
          <div className={`d-palette d-bones-palette is-${palette}`}>
            {Array.from({ length: palette === "pairs" ? 16 : 7 }, (_, place) => (
              <Bone key={place} width="100%" height={palette === "pairs" ? 30 : 40} />
            ))}
          </div>
        ) : null}
        <div className={`d-canvas d-bones-canvas is-${canvas}`}>
          {Array.from({ length: canvas === "sheet" ? 1 : 4 }, (_, place) => (
            <div key={place} className="d-bones-card">
              {Array.from({ length: canvas === "sheet" ? 7 : 2 }, (_, line) => (
                <Bone
                  key={line}
                  width={line % 2 ? "100%" : "32%"}
                  height={canvas === "sheet" && line % 2 ? 32 : 12}
                />
              ))}
            </div>
          ))}
        </div>
        {settings && !narrow ? (
          <div className="d-settings d-bones-settings">
            {[40, 100, 32, 100, 48, 100, 36, 100].map((width, place) => (
              <Bone key={place} width={`${width}%`} height={width === 100 ? 32 : 12} />
            ))}
          </div>
        ) : null}
      </div>
      <div className="d-bottom">
        <Bone width={88} />
      </div>
    </OnTheWay>
  );
}
