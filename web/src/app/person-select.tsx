import { Select } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { loadMatcher, plainMatcher } from "./pinyin";
import { useColleagues, useWorkspace } from "./queries";

/** Picks a colleague by characters, whole pinyin, or first letters. */
export function PersonSelect({
  value,
  onChange,
  id,
  autoFocus = false,
  withMe = true,
  problem = false,
}: {
  value: string | undefined;
  onChange: (id: string) => void;
  id?: string;
  autoFocus?: boolean;
  withMe?: boolean;
  problem?: boolean;
}) {
  const { t } = useTranslation();
  const { person } = useWorkspace();
  const colleagues = useColleagues();
  const [matcher, setMatcher] = useState(plainMatcher);
  useEffect(() => {
    void loadMatcher().then((loaded) => setMatcher(loaded));
  }, []);
  const options = (colleagues.data?.items ?? [])
    .filter((each) => (!("active" in each) || each.active) && (withMe || each.id !== person.id))
    .map((each) => ({ value: each.id, label: each.name }));
  return (
    <Select
      {...(id ? { id } : {})}
      style={{ width: "100%" }}
      autoFocus={autoFocus}
      showSearch={{
        filterOption: (query, option) =>
          matcher.match(String(option?.label ?? ""), query.trim()) !== null,
      }}
      options={options}
      loading={colleagues.isPending}
      value={value}
      onChange={onChange}
      placeholder={t("task.transfer_pick")}
      notFoundContent={t("task.transfer_nobody")}
      {...(problem ? { status: "error" as const } : {})}
    />
  );
}
