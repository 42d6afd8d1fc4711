import { Drawer, Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { usePhone } from "../../../app/screen";
import { BoardLinks } from "./board-links";
import { Deliveries } from "./deliveries";
import type { Shown } from "./shown";
import "./sending.css";

/** A dashboard on its way to others: sent again and again, or open by a link. */
export function Sending({
  dashboard,
  name,
  shown,
  onClose,
}: {
  dashboard: string;
  name: string;
  shown: Shown;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const phone = usePhone();
  return (
    <Drawer
      open
      onClose={onClose}
      placement={phone ? "bottom" : "right"}
      size={phone ? "100%" : 480}
      title={t("sending.title")}
      closable={{ "aria-label": t("dialog.close") }}
    >
      <Tabs
        className="sd-tabs"
        items={[
          {
            key: "deliveries",
            label: t("sending.scheduled"),
            children: <Deliveries dashboard={dashboard} name={name} shown={shown} />,
          },
          {
            key: "links",
            label: t("sending.links"),
            children: <BoardLinks dashboard={dashboard} shown={shown} />,
          },
        ]}
      />
    </Drawer>
  );
}
