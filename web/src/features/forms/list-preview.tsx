import { useQuery } from "@tanstack/react-query";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import type { RecordItem } from "../../api/types";
import { usePreferences } from "../../app/preferences";
import { useWorkspace } from "../../app/queries";
import { DUE, TITLE, usualColumns } from "../../app/usual-list";
import type { ModelForm } from "../../designer/app-model";
import { entryOf, useCatalogue } from "../../designer/catalogue";
import { useSession } from "../../designer/session";
import { fieldTexts, kindOf, toFieldValue, translator } from "../../fields";
import { definitionOf } from "./definition";
import { useColumnNames } from "./list-settings";
import { type ListView, listForm } from "./list-views";

const ROWS = 4;
const BONES = ["a", "b", "c"] as const;

/** The list as the tab shows it, with the first records there are. */
export function ListPreview({ app, form, view }: { app: string; form: ModelForm; view: ListView }) {
  const { t } = useTranslation();
  const names = useColumnNames(form);
  const live = useSession((state) => state.live !== null);
  const workspace = useWorkspace();
  const name = `${app}.${form.key}`;
  const readable = workspace.apps
    .flatMap((each) => each.forms)
    .find((each) => each.key === name && each.can.includes("read"));
  const filter = view.filter ? JSON.stringify(view.filter) : undefined;
  const sort = view.sort ? `${view.sort.desc ? "-" : ""}${view.sort.by}` : undefined;
  const found = useQuery({
    queryKey: ["studio", app, "list-preview", form.key, filter, sort],
    enabled: live && readable !== undefined,
    retry: false,
    queryFn: ({ signal }) =>
      call(
        api.GET("/forms/{form}/records", {
          params: {
            path: { form: name },
            query: { limit: ROWS, ...(filter ? { filter } : {}), ...(sort ? { sort } : {}) },
          },
          signal,
        }),
      ),
  });
  const columns = (view.fields ?? usualColumns(listForm(form))).filter((key) => names.has(key));
  const records = found.data?.items ?? [];
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reached by keyboard */}
      <div className={`fd-lists-look is-${view.density ?? "normal"}`} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {columns.map((key) => (
                <th key={key} scope="col">
                  {names.get(key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {records.map((record) => (
              <tr key={record.id}>
                {columns.map((key) => (
                  <td key={key}>
                    <Value
                      form={form}
                      column={key}
                      record={record}
                      people={found.data?.related.people ?? {}}
                    />
                  </td>
                ))}
              </tr>
            ))}
            {records.length === 0
              ? BONES.map((bone) => (
                  <tr key={bone}>
                    {columns.map((key) => (
                      <td key={key}>
                        <span className="fd-lists-bone" />
                      </td>
                    ))}
                  </tr>
                ))
              : null}
          </tbody>
        </table>
      </div>
      {records.length === 0 ? (
        <p className="fd-soft">
          {t(live ? "form_lists.preview_none" : "form_lists.preview_unsaved")}
        </p>
      ) : null}
    </>
  );
}

function Value({
  form,
  column,
  record,
  people,
}: {
  form: ModelForm;
  column: string;
  record: RecordItem;
  people: Readonly<Record<string, { name: string }>>;
}) {
  const language = usePreferences((state) => state.language);
  const catalogue = useCatalogue();
  if (column === TITLE) return <>{record.title}</>;
  if (column === "number") return <>{record.number}</>;
  if (column === DUE) return null;
  if (column === "created_at" || column === "updated_at")
    return <>{dayjs(record[column]).format("YYYY-MM-DD HH:mm")}</>;
  const field = form.field(column);
  const value = record.values[column];
  if (!field || value === undefined || value === null) return null;
  const entry = entryOf(catalogue.fields, field.type);
  const definition = definitionOf(field.key, field.settings, entry, language);
  const around = { language, t: translator(fieldTexts[language]), people, records: {} } as const;
  return <>{kindOf(field).text(toFieldValue(value), definition, around)}</>;
}
