import { Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../app/icon";
import { useStepActs } from "../step-acts";

/** What can be done with a step, behind three dots. */
export function CardMenu({ node }: { node: string }) {
  const { t } = useTranslation();
  const acts = useStepActs(node);
  if (!acts.length) return null;
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: acts.map(({ key, label, keys, danger }) => ({
          key,
          label,
          extra: keys,
          danger: danger === true,
        })),
        onClick: ({ key, domEvent }) => {
          domEvent.stopPropagation();
          acts.find((act) => act.key === key)?.run();
        },
      }}
    >
      <button
        type="button"
        className="fl-more nopan"
        aria-label={t("flows.more")}
        title={t("flows.more")}
      >
        <Icon name="more" />
      </button>
    </Dropdown>
  );
}
