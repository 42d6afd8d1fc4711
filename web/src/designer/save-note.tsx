import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { Icon, type IconName } from "../app/icon";
import type { SaveState } from "./saver";
import { useSession } from "./session";

const ICONS: Record<SaveState, IconName> = {
  saved: "check",
  saving: "retry",
  unsaved: "edit",
  offline: "late",
  signed_out: "lock",
  conflict: "alert",
};

/** 已自动保存 14:32. */
export function SaveNote() {
  const { t } = useTranslation();
  const save = useSession((state) => state.save);
  const savedAt = useSession((state) => state.savedAt);
  const refusal = useSession((state) => state.refusal);
  const kept = useSession((state) => state.kept);
  const time = savedAt ? dayjs(savedAt).format("HH:mm") : "";
  const words =
    save === "saved"
      ? savedAt
        ? t("designer.save_saved", { time })
        : t("designer.save_nothing")
      : t(`designer.save_${save === "offline" && !kept ? "nowhere" : save}`);
  const trouble = ["offline", "signed_out", "conflict"].includes(save) || refusal;
  return (
    <span
      className={trouble ? "d-saved is-trouble" : "d-saved"}
      role="status"
      title={refusal ?? words}
    >
      <Icon name={refusal ? "alert" : ICONS[save]} size="s" />
      <span className="d-cut">{refusal ?? words}</span>
    </span>
  );
}
