/** 谁来做: whom the work is offered to, by lines of which the first that fits counts. */
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { Icon } from "../../../app/icon";
import { DragList, DragRow } from "../../../designer/drag/list";
import { ConditionBuilder, type People, PeopleInput, Slot } from "../../../designer/inputs";
import { designerPath } from "../../../designer/places";
import { useSelected, useSession } from "../../../designer/session";
import type { FilterTree } from "../../../language/filter";
import { addAssignment, moveLine, removeAssignment } from "../edits/lines";
import { useFlow } from "../flow-desk";
import type { AssignLine } from "../graph/flow";
import type { PanelProps } from "../nodes/face";
import { dueFact, lateText, rightsText } from "../words/card";
import { headcount, listed, setText, whom } from "../words/pieces";
import { NobodyPart } from "./nobody";
import { AddButton, Group, RemoveButton, useSetLabel, Wrong } from "./part";

const SORTS = ["team", "role", "field", "person"] as const;
const PERSON_FIELDS = ["member"] as const;
const NOBODY = { team: null, role: null, field: null, person: null };
/** The clock and the reader are unknown to whoever decides here. */
const ALLOWED = { me: false, period: false, field: false };

export function AssignPanel({ node }: PanelProps) {
  const { t } = useTranslation();
  const { flow, desk, run, act } = useFlow();
  const label = useSetLabel(node);
  const lines = flow.nodes[node]?.assign ?? [];
  const several = lines.length > 1;
  function choose(mode: string | undefined): void {
    if (mode === "conditions" && !several) run(addAssignment(flow, node, desk));
    if (mode === "one" && several)
      act(label("assign"), [
        { do: "change", element: "node", at: [node], values: { assign: lines.slice(-1) } },
      ]);
  }
  return (
    <>
      <Group title={t("flows.assign_to")}>
        <div className="fl-mode">
          <Slot
            label={t("flows.assign_to")}
            tone="plain"
            choices={[
              {
                key: "one",
                label: t("flows.mode.one"),
                hint: t("flows.mode.one_hint"),
                icon: "people",
              },
              {
                key: "conditions",
                label: t("flows.mode.conditions"),
                hint: t("flows.mode.conditions_hint"),
                icon: "split",
              },
            ]}
            chosen={[several ? "conditions" : "one"]}
            onChoose={([mode]) => choose(mode)}
          />
        </div>
        {several ? (
          <DragList onMove={(from, to) => run(moveLine(flow, "assignment", node, from, to, desk))}>
            {lines.map((line, place) => (
              <DragRow
                key={place}
                id={`${node} assign ${place}`}
                index={place}
                label={t("flows.line_n", { n: place + 1 })}
              >
                <Line node={node} line={line} place={place} />
              </DragRow>
            ))}
          </DragList>
        ) : (
          lines.map((line, place) => <Only key={place} node={node} line={line} place={place} />)
        )}
        <AddButton onClick={() => run(addAssignment(flow, node, desk))}>
          {t(several ? "flows.add_condition_more" : "flows.add_condition_first")}
        </AddButton>
        <Wrong path={["nodes", node, "assign"]} but={(at) => at.length > 3} />
      </Group>
      <NobodyPart node={node} />
      <Others node={node} />
    </>
  );
}

function useLine(node: string, place: number) {
  const { act } = useFlow();
  const label = useSetLabel(node);
  return (values: Record<string, unknown>) =>
    act(label("assign"), [{ do: "change", element: "assignment", at: [node, place], values }]);
}

function People_({ node, line, place }: { node: string; line: AssignLine; place: number }) {
  const { t } = useTranslation();
  const { form, around } = useFlow();
  const change = useLine(node, place);
  const people = Object.fromEntries(
    Object.entries(line).filter(([key]) => SORTS.includes(key as "team")),
  );
  return (
    <>
      <PeopleInput
        value={Object.keys(people).length ? people : undefined}
        onChange={(next: People) => change({ ...NOBODY, ...next })}
        form={form}
        around={around}
        sorts={SORTS}
        fieldTypes={PERSON_FIELDS}
        label={t("flows.hand_to")}
      />
      {line.person === undefined && line.field === undefined ? (
        <Slot
          label={t("flows.by")}
          tone="plain"
          choices={[{ key: "claim", label: t("flows.by_claim"), hint: t("flows.by_claim_hint") }]}
          chosen={["claim"]}
          onChoose={() => undefined}
        />
      ) : null}
    </>
  );
}

/** One line: 如果 …, 就交给 …. */
function Line({ node, line, place }: { node: string; line: AssignLine; place: number }) {
  const { t } = useTranslation();
  const { flow, desk, run, form, around } = useFlow();
  const change = useLine(node, place);
  const path = ["nodes", node, "assign", place];
  const selected = useSelected(path);
  const select = useSession((state) => state.select);
  const own = useRef<HTMLDivElement>(null);
  const rest = line.otherwise === true;
  useEffect(() => {
    if (selected) own.current?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: also by the keys of its words, which are buttons
    <div
      className={selected ? "fl-line is-on" : "fl-line"}
      ref={own}
      onFocus={() => !selected && select(path)}
    >
      <span className="fl-nth">{rest ? t("flows.last") : place + 1}</span>
      <div className="fl-line-body">
        {rest ? (
          <p className="fl-say">
            <b>{t("flows.pill.otherwise")}</b>
          </p>
        ) : (
          <div className="fl-say">
            <span>{t("flows.if")}</span>
            <ConditionBuilder
              form={form}
              around={around}
              allowed={ALLOWED}
              value={line.when as FilterTree | undefined}
              label={t("flows.line_n", { n: place + 1 })}
              onChange={(when) => when && change({ when })}
            />
          </div>
        )}
        <p className="fl-say">
          <span>{t("flows.then_to")}</span>
          <People_ node={node} line={line} place={place} />
        </p>
        <Vacancy node={node} line={line} place={place} />
        <Wrong path={path} but={(at) => ["team", "role", "field"].includes(String(at[4]))} />
      </div>
      {rest ? null : (
        <RemoveButton
          label={t("flows.remove_line_n", { n: place + 1 })}
          onClick={() => run(removeAssignment(flow, node, place, desk))}
        />
      )}
    </div>
  );
}

/** The only line: everybody's work goes the same way. */
function Only({ node, line, place }: { node: string; line: AssignLine; place: number }) {
  const { t } = useTranslation();
  return (
    <div className="fl-line is-only">
      <div className="fl-line-body">
        <p className="fl-say">
          <span>{t("flows.give_to")}</span>
          <People_ node={node} line={line} place={place} />
        </p>
        <Vacancy node={node} line={line} place={place} />
        <Wrong
          path={["nodes", node, "assign", place]}
          but={(at) => ["team", "role", "field"].includes(String(at[4]))}
        />
      </div>
    </div>
  );
}

/** 「主管」还没有成员: with the way to mend it. */
function Vacancy({ node, line, place }: { node: string; line: AssignLine; place: number }) {
  const { t } = useTranslation();
  const { app, flow, scene, model, form, around } = useFlow();
  const navigate = useNavigate();
  const change = useLine(node, place);
  const kind = line.team === undefined ? "role" : "team";
  const key = line.team ?? line.role;
  if (key === undefined || headcount(line, scene) !== 0 || !model.part(kind, key)) return null;
  // What happens then is said below.
  if (flow.nodes[node]?.nobody !== undefined) return null;
  const name = whom(line, scene);
  // Nobody can be added to what is not there yet.
  const published = model.part(kind, key)?.liveVersion !== null;
  return (
    <div className="fl-fix" role="note">
      <p>
        <Icon name="late" />
        <span>
          <b>{t("flows.vacancy", { name })}</b>
          {t(published ? "flows.vacancy_why" : "flows.vacancy_later")}
        </span>
      </p>
      <span className="fl-row fl-unset">
        {published ? (
          <button
            type="button"
            className="btn btn-small"
            onClick={() => void navigate(designerPath(app, kind, key))}
          >
            <Icon name="plus" size="s" />
            {t("flows.add_members", { name })}
          </button>
        ) : null}
        <PeopleInput
          value={undefined}
          onChange={(next: People) => change({ ...NOBODY, ...next })}
          form={form}
          around={around}
          sorts={SORTS}
          fieldTypes={PERSON_FIELDS}
          label={t("flows.give_others")}
          placeholder={t("flows.give_others")}
        />
      </span>
    </div>
  );
}

/** 这一步的其他设置: what the other tabs say, each the way there. */
function Others({ node }: PanelProps) {
  const { t } = useTranslation();
  const { flow, scene } = useFlow();
  const jump = useSession((state) => state.jump);
  const found = flow.nodes[node];
  if (!found) return null;
  const due = dueFact(found, scene);
  const late = lateText(found, scene);
  const set = setText(found.claimed?.set, scene);
  const allow = listed(
    (found.allow ?? []).map((each) => t(`flows.allow.${each}`)),
    scene,
  );
  const rows = [
    {
      key: "due",
      at: "due",
      text: [due && `${due.strong} ${due.text}`, late].filter(Boolean).join(t("flows.comma")),
    },
    { key: "fields", at: "fields", text: rightsText(found, scene) },
    {
      key: "how",
      at: "allow",
      text: [set && t("flows.after_claim", { set }), allow && t("flows.may", { allow })]
        .filter(Boolean)
        .join(t("flows.comma")),
    },
  ];
  return (
    <Group title={t("flows.others")}>
      <ul className="fl-summary">
        {rows.map((row) => (
          <li key={row.key}>
            <button type="button" onClick={() => jump(["nodes", node, row.at])}>
              <span>{t(`flows.tab.${row.key}`)}</span>
              <b className="fl-cut">{row.text || t("flows.not_set")}</b>
              <Icon name="right" size="s" />
            </button>
          </li>
        ))}
      </ul>
    </Group>
  );
}
