import {
  lazy,
  Suspense,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import type { Form, RecordItem } from "../../api/types";
import { BesideFrame, useRoomBeside } from "../../app/beside";
import { BesideBones, WorkBones } from "../../app/bones";
import { useCommands } from "../../app/commands";
import { Icon } from "../../app/icon";
import { useKeys } from "../../app/keys";
import { NotFound } from "../../app/not-found";
import { usePageTitle } from "../../app/page-title";
import { findForm, formPath, recordPath } from "../../app/places";
import { useWorkspace } from "../../app/queries";
import { usePhone } from "../../app/screen";
import { allOrNone, extended, kept, NOTHING, toggled } from "../../app/selection";
import { Trouble } from "../../app/trouble";
import { GroupMenu, ListTools } from "./column-menu";
import { fittingColumns, shownColumns, showsPromises, TICK_WIDTH, TITLE } from "./columns";
import { ExportTool } from "./export-menu";
import { FilterChips } from "./filter-chips";
import { GroupCards, GroupRows, useGroups, useRecords } from "./list-body";
import { ListBulk } from "./list-bulk";
import { ListNothing } from "./list-nothing";
import { ListSearch } from "./list-search";
import { ROW_HEIGHT } from "./list-state";
import { MoreOnScroll } from "./more-on-scroll";
import { NewRecord } from "./new-record";
import { RecordCards } from "./record-cards";
import { RecordGrid } from "./record-grid";
import { RecordRows } from "./record-rows";
import { ShareForm } from "./share-form";
import { Sums } from "./sums";
import { useExport } from "./use-export";
import { useList } from "./use-list";
import { useWidth } from "./use-width";
import { ViewTabs } from "./view-tabs";
import { selectedRows, useWholeList } from "./whole-list";
import "../tasks/tasks.css";
import "./records.css";
import "./list.css";

const Beside = lazy(async () => ({ default: (await import("../ticket/beside")).Beside }));

const ImportRecords = lazy(async () => ({
  default: (await import("./import-records")).ImportRecords,
}));

/** As many rows as a page key goes past. */
const SCREEN = 15;

/** Scrolls to a row that is not drawn, by its distance from one that is. */
function bringNear(frame: HTMLElement, order: readonly string[], id: string, height: number) {
  const drawn = frame.querySelector<HTMLElement>("[data-record]");
  const from = order.indexOf(drawn?.dataset.record ?? "");
  const to = order.indexOf(id);
  if (!drawn || from < 0 || to < 0) return;
  const top = drawn.getBoundingClientRect().top - frame.getBoundingClientRect().top;
  frame.scrollTop += top + (to - from) * height - frame.clientHeight / 2;
}

export function RecordList() {
  const workspace = useWorkspace();
  const { form: name = "" } = useParams();
  const form = findForm(workspace, name);
  return form ? <RecordListOf key={form.key} form={form} /> : <NotFound />;
}

function RecordListOf({ form }: { form: Form }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const phone = usePhone();
  const room = useRoomBeside();
  const list = useList(form);
  usePageTitle(form.name);
  const { state, search, put, change, clear } = list;
  const box = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const searched = useDeferredValue(search.trim());
  const promises = showsPromises(form, shownColumns(form, state.columns));
  const wanted = useMemo(
    () => ({ filters: state.filters, sort: state.sort, search: searched, promises }),
    [state.filters, state.sort, searched, promises],
  );
  const exporting = useExport(form, { ...wanted, columns: state.columns });
  const group = form.fields.find((field) => field.key === state.group);
  const groups = useGroups(form, group, wanted);
  const { query, records, people, linked } = useRecords(form, wanted);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const flat = useMemo(() => records.filter((each) => !hidden.has(each.id)), [records, hidden]);
  const total = query.data?.pages[0]?.count ?? null;
  const narrowed = Boolean(searched || state.filters.length);
  const mayCreate = form.can.includes("create");
  const beside = room && !phone ? list.open : null;

  // The records in the order shown, group by group.
  const [byGroup, setByGroup] = useState<Readonly<Record<number, RecordItem[]>>>({});
  const noteRecords = useCallback(
    (place: number, found: RecordItem[]) => setByGroup((before) => ({ ...before, [place]: found })),
    [],
  );
  const shown = useMemo(
    () => (group ? (groups.data ?? []).flatMap((_, place) => byGroup[place] ?? []) : flat),
    [group, groups.data, byGroup, flat],
  );
  const order = useRef<string[]>([]);
  order.current = useMemo(() => shown.map((each) => each.id), [shown]);

  const [current, setCurrent] = useState<string | null>(list.open);
  const [selection, setSelection] = useState(NOTHING);
  const everything = useWholeList(form, wanted, (ids) =>
    setSelection({ ids: new Set(ids), anchor: null }),
  );
  const { whole: chosen, forget } = everything;
  useEffect(
    () =>
      setSelection((before) =>
        kept(
          before,
          shown.map((each) => each.id),
          chosen.rows,
        ),
      ),
    [shown, chosen],
  );
  const selected = useMemo(
    () => selectedRows(selection.ids, shown, chosen),
    [shown, selection, chosen],
  );
  const unselect = useCallback(() => {
    forget();
    setSelection(NOTHING);
  }, [forget]);
  const at = order.current.indexOf(current ?? "");
  const rowHeight = ROW_HEIGHT[state.density];

  const width = useWidth(body);
  const columns = useMemo(() => {
    const all = shownColumns(form, state.columns);
    return beside ? fittingColumns(all, state.widths, width) : all;
  }, [form, state.columns, state.widths, beside, width]);

  useEffect(() => {
    if (!current) return;
    const row = body.current?.querySelector(`[data-record="${current}"]`);
    if (row) row.scrollIntoView({ block: "nearest" });
    else if (body.current) bringNear(body.current, order.current, current, rowHeight);
  }, [current, rowHeight]);

  const whole = useCallback(
    (id: string) =>
      navigate(recordPath(form.key, id), {
        state: {
          trail: {
            name: form.name,
            back: `${location.pathname}${location.search}`,
            items: order.current.slice(0, 500).map((each) => ({ form: form.key, id: each })),
          },
        },
      }),
    [navigate, form],
  );
  const openRef = useRef<(id: string) => void>(() => undefined);
  openRef.current = (id) => {
    setCurrent(id);
    if (phone || !room) void whole(id);
    else if (list.open === id) put({ open: null });
    else put({ open: id });
  };
  const open = useCallback((record: RecordItem) => openRef.current(record.id), []);
  const select = useCallback((id: string, range: boolean) => {
    setCurrent(id);
    setSelection((before) => (range ? extended(before, id, order.current) : toggled(before, id)));
  }, []);

  function move(step: number, range = false) {
    const ids = order.current;
    const next = ids[at < 0 ? 0 : Math.min(Math.max(at + step, 0), ids.length - 1)];
    if (!next) return;
    if (range) {
      setSelection((before) =>
        extended(before.anchor ? before : toggled(before, current ?? next), next, ids),
      );
    }
    setCurrent(next);
    if (beside) put({ open: next });
    if (at + step > ids.length - 10 && query.hasNextPage && !query.isFetchingNextPage) {
      void query.fetchNextPage();
    }
  }

  function tick() {
    if (current) select(current, false);
  }

  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    PageDown: () => move(SCREEN),
    PageUp: () => move(-SCREEN),
    Home: () => move(-order.current.length),
    End: () => move(order.current.length),
    "Shift+ArrowDown": () => move(1, true),
    "Shift+ArrowUp": () => move(-1, true),
    x: tick,
    " ": tick,
    Enter: () => {
      if (current && beside === current) void whole(current);
      else if (current) openRef.current(current);
    },
    Escape: () => {
      if (selection.ids.size) unselect();
      else if (beside) put({ open: null });
    },
    "/": () => box.current?.focus(),
  });
  useCommands([
    {
      id: "new",
      name: t("records.new_named", { form: form.name }),
      group: "do",
      icon: "plus",
      keys: "n",
      run: () => {
        if (mayCreate) put({ new: "1" });
      },
    },
    {
      id: "import",
      name: t("imports.title", { form: form.name }),
      group: "do",
      icon: "upload",
      run: () => {
        if (mayCreate) put({ import: "1" });
      },
    },
    {
      id: "select-all",
      name: t("list.select_all"),
      group: "do",
      icon: "check",
      run: () => setSelection((before) => allOrNone(before, order.current)),
    },
  ]);

  const rows = {
    form,
    columns,
    current,
    selection,
    onOpen: open,
    onSelect: select,
    height: rowHeight,
    scroller: body,
  };
  const grouped = { form, wanted, hidden, onRecords: noteRecords };
  const empty = query.data !== undefined && flat.length === 0;
  return (
    <>
      <header className="page-head">
        <h1 className="clip">{form.name}</h1>
        <div className="tools">
          <ListSearch value={search} box={box} onChange={(text) => put({ q: text || null })} />
          <ExportTool exporting={exporting} />
          {form.public ? <ShareForm form={form} address={form.public} /> : null}
          {form.can.includes("delete") ? (
            <Link
              className="btn btn-icon bin-link"
              to={`${formPath(form.key)}/bin`}
              aria-label={t("bin.title")}
              title={t("bin.title")}
            >
              <Icon name="trash" />
            </Link>
          ) : null}
          {mayCreate && !phone ? (
            <button
              type="button"
              className="btn btn-icon"
              aria-label={t("imports.title", { form: form.name })}
              title={t("imports.title", { form: form.name })}
              onClick={() => put({ import: "1" })}
            >
              <Icon name="upload" />
            </button>
          ) : null}
          {mayCreate && !phone ? (
            <button type="button" className="btn btn-primary" onClick={() => put({ new: "1" })}>
              <Icon name="plus" />
              {t("records.new_named", { form: form.name })}
              <kbd className="kbd">N</kbd>
            </button>
          ) : null}
        </div>
      </header>
      <div className="tabs">
        <ViewTabs
          form={form}
          builtIn={list.builtIn}
          saved={list.saved}
          sharing={list.sharing}
          chosen={list.chosen}
          state={state}
          base={list.base}
          onChoose={list.choose}
        />
        {phone ? null : <ListTools form={form} state={state} onChange={change} />}
      </div>
      <div className="with-beside">
        <div className="list-part">
          <div className="filters">
            <FilterChips
              form={form}
              filters={state.filters}
              onChange={(filters) => change({ filters })}
            />
            {phone ? <GroupMenu form={form} state={state} onChange={change} /> : null}
            {narrowed ? (
              <button type="button" className="btn btn-plain btn-small" onClick={clear}>
                {t("records.clear")}
              </button>
            ) : null}
          </div>
          <div className="page-body" id="records" ref={body}>
            {query.isPending ? (
              <WorkBones
                columns={[
                  TICK_WIDTH - 16,
                  ...columns.map((column) =>
                    column.key === TITLE ? null : (state.widths[column.key] ?? column.width),
                  ),
                ]}
              />
            ) : null}
            {query.error && !query.data ? (
              <Trouble error={query.error} retry={() => void query.refetch()} />
            ) : null}
            {empty ? (
              <ListNothing
                form={form}
                filters={state.filters}
                search={searched}
                mayCreate={mayCreate}
                onClear={clear}
                onNew={() => put({ new: "1" })}
                onImport={() => put({ import: "1" })}
              />
            ) : null}
            {flat.length > 0 && phone && group
              ? (groups.data ?? []).map((each, place) => (
                  <GroupCards
                    key={each.value ?? ""}
                    {...grouped}
                    group={each}
                    place={place}
                    field={group}
                    onOpen={(id) => openRef.current(id)}
                  />
                ))
              : null}
            {flat.length > 0 && phone && !group ? (
              <RecordCards
                form={form}
                records={flat}
                people={people}
                onOpen={(id) => openRef.current(id)}
              />
            ) : null}
            {flat.length > 0 && !phone ? (
              <RecordGrid
                form={form}
                columns={columns}
                state={state}
                selection={selection}
                order={order}
                tight={beside !== null}
                onChange={change}
                onSelectAll={() => setSelection((before) => allOrNone(before, order.current))}
              >
                {group ? (
                  (groups.data ?? []).map((each, place) => (
                    <GroupRows
                      key={each.value ?? ""}
                      {...rows}
                      {...grouped}
                      group={each}
                      place={place}
                      field={group}
                    />
                  ))
                ) : (
                  <RecordRows {...rows} records={flat} people={people} linked={linked} />
                )}
              </RecordGrid>
            ) : null}
            {group ? null : <MoreOnScroll query={query} />}
          </div>
          {flat.length > 0 && !phone ? (
            <Sums form={form} filters={state.filters} search={searched} total={total} />
          ) : null}
          <ListBulk
            form={form}
            exporting={exporting}
            selected={selected}
            everything={everything}
            total={total}
            loaded={shown.length > 0 && shown.every((each) => selection.ids.has(each.id))}
            onClear={unselect}
            onHide={(ids) => setHidden((before) => new Set([...before, ...ids]))}
            onShow={(ids) =>
              setHidden((before) => new Set([...before].filter((id) => !ids.includes(id))))
            }
          />
        </div>
        {beside ? (
          <BesideFrame
            at={order.current.indexOf(beside)}
            of={order.current.length}
            onMove={move}
            onWhole={() => void whole(beside)}
            onClose={() => put({ open: null })}
          >
            <Suspense fallback={<BesideBones />}>
              <Beside form={form} id={beside} />
            </Suspense>
          </BesideFrame>
        ) : null}
      </div>
      {list.importing && mayCreate ? (
        <Suspense fallback={null}>
          <ImportRecords form={form} onClose={() => put({ import: null })} />
        </Suspense>
      ) : null}
      {list.creating && mayCreate ? (
        <NewRecord form={form} onClose={() => put({ new: null })} />
      ) : null}
    </>
  );
}
