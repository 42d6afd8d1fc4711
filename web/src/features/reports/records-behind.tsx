import { useInfiniteQuery } from "@tanstack/react-query";
import { Drawer } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, call } from "../../api/client";
import type { Cell, Column, Form } from "../../api/types";
import { Icon } from "../../app/icon";
import { formPath, recordPath } from "../../app/places";
import { useWorkspace } from "../../app/queries";
import { Trouble } from "../../app/trouble";
import { exactly } from "../../app/words";
import type { Behind } from "./behind";
import { groupName } from "./table-data";

/** What was pointed at, with its name. */
export interface Looked extends Behind {
  title: string;
}

const PAGE = 50;
/** What identifies the record in a row of each system dataset. */
const RECORD: Readonly<Record<string, string>> = {
  cases: "id",
  tasks: "record_id",
  surveys: "record_id",
};

/** The records behind a number, beside the dashboard: the same rows that were counted, as the reader may see them. */
export function RecordsBehind({
  app,
  looked,
  onClose,
}: {
  app: string;
  looked: Looked | null;
  onClose: () => void;
}) {
  return (
    <Drawer
      open={looked !== null}
      onClose={onClose}
      title={looked?.title}
      size={448}
      className="behind"
      mask={false}
      destroyOnHidden
    >
      {looked ? <Rows app={app} looked={looked} /> : null}
    </Drawer>
  );
}

function Rows({ app, looked }: { app: string; looked: Looked }) {
  const { t } = useTranslation();
  const { apps } = useWorkspace();
  const forms = apps.find((each) => each.key === app)?.forms ?? [];
  const own = forms.find(
    (form) => form.key === `${app}.${looked.from}` || form.key === looked.from,
  );
  const fields = fieldsOf(looked.from, own, forms);
  const query = useInfiniteQuery({
    queryKey: ["dashboard", "behind", app, looked.from, looked.filter ?? null],
    queryFn: ({ signal, pageParam }) =>
      call(
        api.POST("/query", {
          params: { query: { app } },
          body: {
            from: looked.from,
            ...(looked.filter ? { filter: looked.filter as Record<string, unknown> } : {}),
            fields,
            sort: [{ by: "created_at", desc: true }],
            limit: PAGE,
            ...(pageParam ? { cursor: pageParam } : {}),
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
  });
  if (query.error && !query.data)
    return <Trouble error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending)
    return (
      <div aria-busy="true">
        {[1, 2, 3, 4, 5].map((each) => (
          <span key={each} className="bone behind-bone" />
        ))}
      </div>
    );
  const rows = query.data.pages.flatMap((page) => page.rows);
  const columns = query.data.pages[0]?.columns ?? [];
  if (rows.length === 0) return <p className="widget-none">{t("reports.behind_none")}</p>;
  return (
    <>
      {own ? (
        <Link className="btn behind-list" to={listPath(own, looked)}>
          <Icon name="ticket" />
          {t("reports.behind_list")}
        </Link>
      ) : null}
      <ul className="behind-rows">
        {rows.map((row, place) => (
          <Row key={place} row={row} columns={columns} form={own} app={app} />
        ))}
      </ul>
      {query.hasNextPage ? (
        <button
          type="button"
          className="btn behind-more"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t("reports.behind_more")}
        </button>
      ) : null}
    </>
  );
}

/** What a row shows, and what leads to its record. */
function fieldsOf(from: string, own: Form | undefined, forms: readonly Form[]): string[] {
  if (own) {
    const status = own.fields.find((field) => field.type === "status")?.key;
    return ["id", "number", "created_at", own.title_field, status].filter((each) => each != null);
  }
  const form = forms.find((each) => each.case);
  const title = form?.title_field ? `record.${form.title_field}` : null;
  const status = form?.fields.find((field) => field.type === "status")?.key;
  const states: Readonly<Record<string, string>> = { tasks: "state", surveys: "score" };
  return [
    RECORD[from] ?? "id",
    "number",
    "created_at",
    title,
    states[from] ?? (status ? `record.${status}` : null),
    "form",
  ].filter((each) => each != null);
}

function listPath(form: Form, { filter }: Looked): string {
  if (!filter) return formPath(form.key);
  return `${formPath(form.key)}?${new URLSearchParams({ filter: JSON.stringify(filter) })}`;
}

function Row({
  row,
  columns,
  form,
  app,
}: {
  row: readonly Cell[];
  columns: readonly Column[];
  form: Form | undefined;
  app: string;
}) {
  const { t } = useTranslation();
  const place = (...keys: string[]) => columns.findIndex(({ key }) => keys.includes(key));
  const [id, number, created] = row;
  const named = place("form");
  const formKey = form?.key ?? (named >= 0 ? String(row[named]) : app);
  const at = 3;
  const shown = columns.slice(at, named >= 0 ? named : undefined);
  const [title, state] =
    shown.length > 1 ? [at, at + 1] : shown[0] && isState(shown[0]) ? [-1, at] : [at, -1];
  const say = (index: number) =>
    index >= 0 && row[index] !== undefined ? groupName(row[index], columns[index], t) : "";
  return (
    <li>
      <Link to={recordPath(formKey, String(id))}>
        <span className="behind-number">{String(number ?? "")}</span>
        <span className="clip">{say(title)}</span>
        <small>
          {state >= 0 ? <span>{say(state)}</span> : null}
          <time>{exactly(String(created)).slice(0, 16)}</time>
        </small>
      </Link>
    </li>
  );
}

function isState({ type, key }: Column): boolean {
  return type === "status" || key === "state" || key === "score";
}
