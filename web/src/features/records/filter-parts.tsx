import { useTranslation } from "react-i18next";
import type { FilterTree } from "../../language/filter";
import type { Filterable, Leaf } from "./filter-words";

export interface OneProps {
  field: Filterable;
  value: Leaf | null;
  onChange: (tree: FilterTree | null) => void;
  onDone: () => void;
}

/** Choices that look alike for every kind: it is so, it is not so, it is empty. */
export function Ways({
  ways,
  value,
  onChange,
}: {
  ways: readonly string[];
  value: string;
  onChange: (way: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="segments" role="radiogroup" aria-label={t("list.how")}>
      {ways.map((way) => (
        <label key={way} className={way === value ? "is-on" : ""}>
          <input type="radio" checked={way === value} onChange={() => onChange(way)} />
          {t(`list.way.${way}`)}
        </label>
      ))}
    </div>
  );
}

export function Title({ field }: { field: Filterable }) {
  return <p className="filter-title">{field.label}</p>;
}
