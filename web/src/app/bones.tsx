import { useTranslation } from "react-i18next";

const WIDTHS = [62, 48, 71, 39, 66, 54, 45, 68];

/** Grey lines where rows are about to appear. */
export function Bones({ rows = 8, height = 40 }: { rows?: number; height?: number }) {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("shell.loading")}>
      {Array.from({ length: rows }, (_, row) => (
        <div
          key={row}
          style={{ height, display: "flex", alignItems: "center", gap: 24, padding: "0 24px" }}
        >
          <span className="bone" style={{ width: 96 }} />
          <span
            className="bone"
            style={{ width: `${(WIDTHS[row % WIDTHS.length] ?? 50) * 0.6}%` }}
          />
        </div>
      ))}
    </div>
  );
}
