import { useTranslation } from "react-i18next";

const GRAIN_ACROSS = [
  [120, 0.05],
  [150, 0.08],
  [186, 0.05],
  [214, 0.09],
  [262, 0.06],
  [300, 0.05],
] as const;
const GRAIN_DOWN = [
  [70, 0.05],
  [110, 0.07],
  [168, 0.05],
  [236, 0.08],
  [300, 0.05],
  [362, 0.07],
  [431, 0.05],
  [498, 0.08],
  [560, 0.05],
] as const;

/** The left half of the entrance: two boards joined by dovetails, the craft in the product's name. */
export function Craft() {
  const { t } = useTranslation();
  const teeth = Array.from({ length: 5 }, (_, tooth) => {
    const x = tooth * 148;
    return `H${x + 18}L${x + 2} 358H${x + 106}L${x + 90} 470`;
  }).join("");
  return (
    <aside className="craft">
      <svg viewBox="0 0 600 900" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
        <g fill="none" stroke="#d5f0eb" strokeWidth="1.5">
          {GRAIN_ACROSS.map(([y, opacity]) => (
            <path
              key={y}
              d={`M0 ${y}C150 ${y - 10} 300 ${y + 14} 620 ${y - 4}`}
              opacity={opacity}
            />
          ))}
          {GRAIN_DOWN.map(([x, opacity]) => (
            <path
              key={x}
              d={`M${x} 520C${x - 8} 640 ${x + 14} 760 ${x - 4} 900`}
              opacity={opacity}
            />
          ))}
        </g>
        <path
          d={`M-4 904V470${teeth}H620V904Z`}
          fill="#0f766e"
          fillOpacity=".38"
          stroke="#aadfd6"
          strokeOpacity=".34"
          strokeWidth="1.25"
        />
      </svg>
      <div className="craft-brand">
        <span aria-hidden="true">匠</span>
        <b>{t("brand.name")}</b>
        <small>{t("brand.other")}</small>
      </div>
      <div className="craft-words">
        <p className="craft-line">
          {t("brand.line1")}
          <br />
          {t("brand.line2")}
        </p>
        <p>{t("brand.below")}</p>
      </div>
    </aside>
  );
}
