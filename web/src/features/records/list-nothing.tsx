import { useTranslation } from "react-i18next";
import type { Form } from "../../api/types";
import { Icon } from "../../app/icon";
import { useColleagues } from "../../app/queries";
import { TryIt } from "../../app/try-it";
import type { FilterTree } from "../../language/filter";
import { useLinkTitles } from "./filter-link";
import { filterables, filterWords } from "./filter-words";

/** In place of an empty list: why nothing is there, and what to do about it. */
export function ListNothing({
  form,
  filters,
  search,
  mayCreate,
  onClear,
  onNew,
  onImport,
}: {
  form: Form;
  filters: readonly FilterTree[];
  search: string;
  mayCreate: boolean;
  onClear: () => void;
  onNew: () => void;
  onImport: () => void;
}) {
  const { t } = useTranslation();
  const { data } = useColleagues();
  const narrowed = Boolean(search || filters.length);
  const known = filterables(form, t);
  const people = Object.fromEntries((data?.items ?? []).map((each) => [each.id, each.name]));
  const titles = useLinkTitles(form, filters);
  const reasons = filters.map((tree) => {
    const { what, value } = filterWords(tree, { filterables: known, people, titles, t });
    return [what, value].filter(Boolean).join(" ");
  });
  if (search) reasons.unshift(t("list.because_search", { search }));
  return (
    <section className="nothing">
      <Icon name={narrowed ? "search" : "ticket"} />
      <h2>{t(narrowed ? "records.none_found" : "records.none_yet", { form: form.name })}</h2>
      <p>
        {narrowed
          ? t("list.because", { conditions: reasons.join(t("list.semicolon")) })
          : t(form.public ? "records.none_yet_text" : "records.none_yet_here_text")}
      </p>
      <div className="row">
        {narrowed ? (
          <button type="button" className="btn" onClick={onClear}>
            {t("records.clear")}
          </button>
        ) : null}
        {!narrowed && mayCreate && !form.case ? (
          <button type="button" className="btn" onClick={onImport}>
            <Icon name="upload" />
            {t("records.import_sheet")}
          </button>
        ) : null}
        {narrowed || !form.case ? null : <TryIt app={form.key.split(".")[0] ?? ""} />}
        {!narrowed && mayCreate ? (
          <button type="button" className="btn btn-primary" onClick={onNew}>
            <Icon name="plus" />
            {t("records.new_named", { form: form.name })}
          </button>
        ) : null}
      </div>
    </section>
  );
}
