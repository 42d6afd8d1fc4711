import { useTranslation } from "react-i18next";
import { useTextIn } from "../../../designer/texts";
import { OnPhone } from "../ink";
import { WidgetShell } from "../widget-card";
import { useTable } from "./bench";
import { usePreview } from "./preview";

/** The board as a phone shows it: one column, in reading order. */
export function PhoneBoard() {
  const { t } = useTranslation();
  const { board } = useTable();
  const textOf = useTextIn();
  const keys = Object.entries(board.widgets)
    .sort(([, { at: a }], [, { at: b }]) => a[1] - b[1] || a[0] - b[0])
    .map(([key]) => key);
  return (
    <div className="bd-phone">
      <OnPhone value={true}>
        <div className="bd-phone-screen">
          <h2>{textOf(board.name)}</h2>
          {keys.length === 0 ? <p className="bd-none">{t("reports.blank_title")}</p> : null}
          <div className="dashboard-grid is-phone">
            {keys.map((key) => (
              <PhoneCard key={key} name={key} />
            ))}
          </div>
        </div>
      </OnPhone>
    </div>
  );
}

function PhoneCard({ name }: { name: string }) {
  const { app, board, offer, charts } = useTable();
  const document = board.widgets[name];
  if (!document) return null;
  return <Shown app={app} document={document} offer={offer} charts={charts} />;
}

function Shown({ app, document, offer, charts }: PhoneShown) {
  const { widget } = usePreview(app, document, offer, charts);
  return <WidgetShell widget={widget} chart={widget.chart} />;
}

interface PhoneShown {
  app: string;
  document: Parameters<typeof usePreview>[1];
  offer: Parameters<typeof usePreview>[2];
  charts: Parameters<typeof usePreview>[3];
}
