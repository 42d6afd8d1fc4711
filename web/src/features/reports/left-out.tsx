import { useTranslation } from "react-i18next";

/** That there are more groups than are drawn; they are all in the widget's table and its Excel. */
export function LeftOut({ count }: { count: number }) {
  const { t } = useTranslation();
  return count > 0 ? <p className="left-out">{t("reports.left_out", { n: count })}</p> : null;
}
