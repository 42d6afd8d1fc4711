import { Fragment, useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePreferences } from "../../app/preferences";
import { useAppModel } from "../../designer/app-model";
import type { Operation } from "../../designer/document";
import { DragList, DragRow } from "../../designer/drag/list";
import {
  ConditionBuilder,
  conditionText,
  durationText,
  inputForm,
  useInputs,
} from "../../designer/inputs";
import { suggestKey } from "../../designer/pinyin";
import { useProblemsAt, useSession, useSessionStore } from "../../designer/session";
import { LocalTextInput, SettingLine } from "../../designer/settings";
import { textIn } from "../../designer/texts";
import { useOwnForm } from "./field-settings";
import { AddPart, canMove, orderKeys, PartMenu } from "./ordered";
import * as policies from "./policies";
import { PolicyLevels } from "./policy-levels";
import { PromisePreview } from "./promise-preview";
import { TargetInput } from "./target-input";

/** The policies in the order in which they are asked; the first that fits makes the promise. */
export function PolicyList({ app }: { app: string }) {
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  const store = useSessionStore();
  const document = useSession((state) => state.document);
  const focus = useSession((state) => state.focus);
  const kept = policies.policiesIn(document);
  const [open, setOpen] = useState("");
  const wanted = focus?.path[1] === "policies" ? String(focus.path[2]) : "";
  useEffect(() => {
    if (wanted && focus) setOpen(wanted);
  }, [wanted, focus]);

  function run(label: string, operations: Operation[], merge?: string) {
    store.getState().execute({ label, operations, ...(merge ? { merge } : {}) });
  }
  const nameOf = (key: string, policy: policies.Policy) => textIn(policy.name, language) || key;
  function add(policy: policies.Policy, place?: number) {
    const name = textIn(policy.name, language);
    const key = suggestKey(name, (each) => policies.isTaken(document, each), "policy");
    run(t("form_service.did_add", { name }), policies.addPolicy(document, key, policy, place));
    setOpen(key);
  }
  function move(from: number, to: number) {
    const found = kept[from];
    if (!found || !canMove(from, to, kept.length)) return;
    const [key, policy] = found;
    run(t("form_service.did_move", { name: nameOf(key, policy) }), policies.movePolicy(key, to));
  }
  function change(key: string, policy: policies.Policy, values: object, merge?: string) {
    const label = t("form_service.did_change", { name: nameOf(key, policy) });
    run(label, policies.changePolicy(key, { ...values }), merge);
  }

  return (
    <div className="fd-policies">
      <DragList onMove={move}>
        {kept.map(([key, policy], place) => (
          <DragRow key={key} id={`policy.${key}`} index={place} label={nameOf(key, policy)}>
            <PolicyCard
              app={app}
              name={key}
              policy={policy}
              label={nameOf(key, policy)}
              open={open === key}
              first={place === 0}
              last={place === kept.length - 1}
              onOpen={() => setOpen(open === key ? "" : key)}
              onMove={(by) => move(place, by === 0 ? 0 : place + by)}
              onDuplicate={() => add(policy, place + 1)}
              onRemove={() =>
                run(
                  t("form_service.did_remove", { name: nameOf(key, policy) }),
                  policies.removePolicy(document, key),
                )
              }
              onChange={(values, merge) => change(key, policy, values, merge)}
            />
          </DragRow>
        ))}
      </DragList>
      <AddPart
        label={t("form_service.add")}
        full={
          kept.length >= policies.MOST_POLICIES
            ? t("form_service.most", { n: policies.MOST_POLICIES })
            : undefined
        }
        onAdd={() => add(policies.newPolicy(document, { [language]: t("form_service.new_name") }))}
      />
    </div>
  );
}

interface CardProps {
  app: string;
  name: string;
  policy: policies.Policy;
  label: string;
  open: boolean;
  first: boolean;
  last: boolean;
  onOpen: () => void;
  /** 0: to the front. */
  onMove: (by: -1 | 0 | 1) => void;
  onDuplicate: () => void;
  onRemove: () => void;
  onChange: (values: object, merge?: string) => void;
}

function PolicyCard(props: CardProps) {
  const { t } = useTranslation();
  const { app, name, policy, label, open, first, last, onMove } = props;
  const id = useId();
  const form = useOwnForm();
  const model = useAppModel(app);
  const [, around] = useInputs(model, form.key);
  const problems = useProblemsAt(policies.policyPath(name));
  const when = policy.when
    ? conditionText(policy.when, inputForm(form), t, around)
    : t("form_service.every_ticket");
  const said = policies.CLOCKS.flatMap((clock) => {
    const target = policy[clock];
    const time = target && durationText(target, t, around.calendars ?? []);
    return time ? [`${t(`form_design.${clock}`)} ${time}`] : [];
  });
  return (
    <div className={open ? "fd-policy is-open" : "fd-policy"}>
      <div className="fd-policy-head">
        <button
          type="button"
          className="fd-policy-name"
          aria-expanded={open}
          aria-controls={`${id}-body`}
          onClick={props.onOpen}
          onKeyDown={orderKeys(props)}
        >
          <b className="d-cut">{label}</b>
          {open ? null : (
            <>
              <span>{when}</span>
              <span>{said.length > 0 ? said.join(" · ") : t("form_service.promises_nothing")}</span>
            </>
          )}
          {problems.length > 0 && !open ? (
            <span className="s-wrong">{problems[0]?.message}</span>
          ) : null}
        </button>
        <PartMenu
          label={t("form_service.more", { name: label })}
          lines={[
            { label: t("form_service.up"), disabled: first, run: () => onMove(-1) },
            { label: t("form_service.down"), disabled: last, run: () => onMove(1) },
            { label: t("form_service.duplicate"), run: props.onDuplicate },
            { label: t("form_service.remove"), danger: true, run: props.onRemove },
          ]}
        />
      </div>
      {open ? (
        <div id={`${id}-body`} className="fd-policy-body" data-no-drag>
          <PolicySettings {...props} />
        </div>
      ) : null}
    </div>
  );
}

const hasLevels = (promised: policies.Promises, clock: policies.ClockName) =>
  Object.values(promised.levels ?? {}).some((level) => level.clock === clock);

function PolicySettings({ app, name, policy, onChange }: CardProps) {
  const { t } = useTranslation();
  const id = useId();
  const language = usePreferences((state) => state.language);
  const own = useOwnForm();
  const model = useAppModel(app);
  const [, around] = useInputs(model, own.key);
  const at = policies.policyPath(name);
  const problems = {
    name: useProblemsAt([...at, "name"]),
    when: useProblemsAt([...at, "when"]),
    first_response: useProblemsAt([...at, "first_response"]),
    next_response: useProblemsAt([...at, "next_response"]),
    resolution: useProblemsAt([...at, "resolution"]),
  };
  return (
    <>
      <SettingLine
        at={[...at, "name"]}
        id={`${id}-name`}
        title={t("form_service.name")}
        problems={problems.name}
      >
        <LocalTextInput
          id={`${id}-name`}
          value={policy.name}
          onChange={(text) => onChange({ name: text ?? { [language]: "" } }, `policy.${name}.name`)}
        />
      </SettingLine>
      <SettingLine
        at={[...at, "when"]}
        id={`${id}-when`}
        title={t("form_service.when")}
        problems={problems.when}
      >
        <ConditionBuilder
          form={inputForm(own)}
          around={around}
          value={policy.when}
          nothing={t("form_service.every_ticket")}
          label={t("form_service.when")}
          onChange={(when) => onChange({ when: when ?? null })}
        />
      </SettingLine>
      {policies.CLOCKS.map((clock) => (
        <Fragment key={clock}>
          <SettingLine
            at={[...at, clock]}
            id={`${id}-${clock}`}
            title={t(`form_design.${clock}`)}
            {...(clock === "next_response" ? { help: t("form_service.next_help") } : {})}
            problems={problems[clock]}
          >
            <TargetInput
              app={app}
              id={`${id}-${clock}`}
              label={t(`form_design.${clock}`)}
              value={policy[clock]}
              onChange={(value) => onChange({ [clock]: value ?? null }, `policy.${name}.${clock}`)}
            />
          </SettingLine>
          {policy[clock] || hasLevels(policy, clock) ? (
            <PolicyLevels
              levels={policy.levels}
              clock={clock}
              at={[...at, "levels"]}
              onChange={(levels, _label, merge) => onChange({ levels: levels ?? null }, merge)}
            />
          ) : null}
        </Fragment>
      ))}
      <PromisePreview app={app} promised={policy} />
    </>
  );
}
