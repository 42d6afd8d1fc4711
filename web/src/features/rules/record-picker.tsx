import { useInfiniteQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { recordsQuery } from "../../app/queries";
import { useRested } from "../../app/rested";
import type { TriedRecord } from "./trial";

const PAUSE = 250;

/** One real record, found by number or by what stands in it. */
export function RecordPicker(props: {
  form: string;
  chosen: TriedRecord;
  onChoose: (id: string) => void;
}) {
  const { t } = useTranslation();
  const { form, chosen, onChoose } = props;
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const search = useRested(typed.trim(), PAUSE);
  const query = useInfiniteQuery({
    ...recordsQuery(form, search ? { search } : {}),
    enabled: open,
  });
  const items = query.data?.pages[0]?.items ?? [];
  const title = (each: (typeof items)[number]) => {
    const values = Object.values(each.values).filter((value) => typeof value === "string");
    return "title" in each ? String(each.title ?? "") : String(values[0] ?? "");
  };
  const options = [
    ...(items.some((each) => each.id === chosen.id) || search
      ? []
      : [{ value: chosen.id, label: `${chosen.number} ${chosen.title}`.trim() }]),
    ...items.map((each) => ({ value: each.id, label: `${each.number} ${title(each)}`.trim() })),
  ];
  return (
    <div className="rl-pick">
      <Select
        className="rl-pick-box"
        aria-label={t("rules.try.pick")}
        showSearch={{
          filterOption: false,
          onSearch: setTyped,
        }}
        value={chosen.id}
        options={options}
        labelRender={() => (
          <span>
            <b>{chosen.number}</b> {chosen.title}
          </span>
        )}
        loading={query.isFetching}
        notFoundContent={query.isFetching ? t("shell.loading") : t("inputs.not_found")}
        onOpenChange={setOpen}
        onChange={onChoose}
      />
    </div>
  );
}
