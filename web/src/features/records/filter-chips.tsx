import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Form } from "../../api/types";
import { Icon } from "../../app/icon";
import { Pop } from "../../app/pop";
import { useColleagues } from "../../app/queries";
import type { FilterTree } from "../../language/filter";
import { FilterEditor } from "./filter-editor";
import { useLinkTitles } from "./filter-link";
import { filterables, filterWords, isLeaf } from "./filter-words";

const FilterDialog = lazy(async () => ({
  default: (await import("./filter-dialog")).FilterDialog,
}));

function leafAt(filters: readonly FilterTree[], at: number | null) {
  const tree = at === null ? undefined : filters[at];
  return tree && isLeaf(tree) ? tree : null;
}

/** The conditions of a list as chips in words: press one to change it, add another, take one away. */
export function FilterChips({
  form,
  filters,
  onChange,
}: {
  form: Form;
  filters: readonly FilterTree[];
  onChange: (filters: FilterTree[]) => void;
}) {
  const { t } = useTranslation();
  const known = useMemo(() => filterables(form, t), [form, t]);
  const { data } = useColleagues();
  const people = useMemo(
    () => Object.fromEntries((data?.items ?? []).map((each) => [each.id, each.name])),
    [data],
  );
  const titles = useLinkTitles(form, filters);
  const [open, setOpen] = useState<number | "new" | null>(null);
  /** Place of the condition that is being added, as soon as it says something. */
  const [added, setAdded] = useState<number | null>(null);
  /** Place of the condition that is open as conditions of conditions. */
  const [advanced, setAdvanced] = useState<number | "new" | null>(null);
  const put = (at: number, tree: FilterTree | null) =>
    onChange(
      tree
        ? filters.map((each, index) => (index === at ? tree : each))
        : filters.filter((_, index) => index !== at),
    );
  return (
    <>
      {filters.map((tree, at) => {
        const { what, value } = filterWords(tree, { filterables: known, people, titles, t });
        const sentence = [what, value].filter(Boolean).join(" ");
        const words = (
          <>
            {what ? <span>{what}</span> : null}
            {value ? <b className="clip">{value}</b> : null}
          </>
        );
        return (
          <span className="chip" key={at}>
            {isLeaf(tree) ? (
              <Pop
                name={t("list.filter")}
                open={open === at}
                onOpenChange={(on) => setOpen(on ? at : null)}
                content={
                  <FilterEditor
                    known={known}
                    value={tree}
                    people={data?.items ?? []}
                    titles={titles}
                    onChange={(next) => put(at, next)}
                    onDone={() => setOpen(null)}
                  />
                }
              >
                <button
                  type="button"
                  className="chip-words"
                  aria-haspopup="dialog"
                  aria-expanded={open === at}
                  title={sentence}
                >
                  {words}
                </button>
              </Pop>
            ) : (
              <button
                type="button"
                className="chip-words"
                aria-haspopup="dialog"
                title={sentence}
                onClick={() => setAdvanced(at)}
              >
                {words}
              </button>
            )}
            <button
              type="button"
              className="chip-x"
              aria-label={t("list.chip_remove", { condition: sentence })}
              onClick={() => put(at, null)}
            >
              <Icon name="x" size="s" />
            </button>
          </span>
        );
      })}
      <Pop
        name={t("list.filter")}
        open={open === "new"}
        onOpenChange={(on) => {
          setOpen(on ? "new" : null);
          setAdded(null);
        }}
        content={
          <FilterEditor
            known={known}
            value={leafAt(filters, added)}
            people={data?.items ?? []}
            titles={titles}
            onChange={(next) => {
              if (added === null && next) {
                setAdded(filters.length);
                onChange([...filters, next]);
              } else if (added !== null) {
                put(added, next);
                if (!next) setAdded(null);
              }
            }}
            onDone={() => setOpen(null)}
            onAdvanced={() => {
              setOpen(null);
              setAdvanced("new");
            }}
          />
        }
      >
        <button type="button" className="btn btn-plain btn-small" aria-expanded={open === "new"}>
          <Icon name="plus" size="s" />
          {t("list.filter")}
        </button>
      </Pop>
      {advanced === null ? null : (
        <Suspense fallback={null}>
          <FilterDialog
            form={form}
            value={advanced === "new" ? undefined : filters[advanced]}
            onClose={() => setAdvanced(null)}
            onDone={(tree) => {
              if (advanced !== "new") put(advanced, tree);
              else if (tree) onChange([...filters, tree]);
              setAdvanced(null);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
