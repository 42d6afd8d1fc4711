/** What is done, one after the other: the then-list of rules, of flow nodes and of their deadlines. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ActionCard } from "./action-card";
import { actionFaces } from "./action-face";
import { kindChoices } from "./kind-choices";
import {
  type Act,
  copiedLine,
  copyLine,
  inserted,
  moved,
  placeOfGap,
  replaced,
  without,
} from "./list-acts";
import type { ActionKind, ActionLine, Around, InputForm, InputProblem } from "./model";
import { Slot } from "./slot";

export interface ActionListProps {
  form: InputForm;
  around: Around;
  /** The actions of the catalogue. */
  kinds: readonly ActionKind[];
  value: readonly ActionLine[];
  /** Gets the whole list and what was done to it. */
  onChange: (value: ActionLine[], act: Act) => void;
  /** With paths from the list on. */
  problems?: readonly InputProblem[];
  /** Whether lines may wait first, and look again. */
  delays?: boolean;
  /** The line that is being looked at, and who wants to know. */
  selected?: number | null;
  onSelect?: (at: number | null) => void;
  /** The text of the way to the first line. */
  first?: string;
}

export function ActionList(props: ActionListProps) {
  const { t } = useTranslation();
  const { value, onChange, kinds, form, around } = props;
  const [gap, setGap] = useState<number | null>(null);
  const [fresh, setFresh] = useState<number | null>(null);
  const nameOf = (line: ActionLine | undefined) =>
    kinds.find((each) => each.key === line?.action)?.name ?? line?.action ?? "";

  function begin(key: string): ActionLine {
    return { action: key, ...actionFaces.get(key)?.start?.(form, around) };
  }
  function add(line: ActionLine, at: number, how: Act["do"]): void {
    setFresh(at);
    onChange(inserted(value, at, line), { do: how, at, name: nameOf(line) });
  }
  function move(at: number, to: number): void {
    if (to === at || to < 0 || to >= value.length) return;
    setFresh(to);
    onChange(moved(value, at, to), { do: "move", at, to, name: nameOf(value[at]) });
  }
  function drag(at: number, place: number | null): void {
    setGap(place);
    if (place === null && gap !== null) move(at, placeOfGap(at, gap));
  }
  function paste(at: number): void {
    const line = copiedLine();
    if (line !== undefined) add(line, at, "paste");
  }
  return (
    <div className="di-actions">
      {value.map((line, at) => (
        <ActionCard
          key={at}
          at={at}
          count={value.length}
          line={line}
          form={form}
          around={around}
          kinds={kinds}
          delays={props.delays ?? false}
          focus={fresh === at}
          selected={props.selected === at}
          dropping={
            gap === at ? "before" : gap === value.length && at === value.length - 1 ? "after" : null
          }
          problems={(props.problems ?? [])
            .filter((each) => each.at[0] === at)
            .map((each) => ({ ...each, at: each.at.slice(1) }))}
          onSelect={() => props.onSelect?.(at)}
          onChange={(next) =>
            onChange(replaced(value, at, next), { do: "change", at, name: nameOf(next) })
          }
          onKind={(key) =>
            onChange(replaced(value, at, { ...kept(line), ...begin(key) }), {
              do: "change",
              at,
              name: nameOf(begin(key)),
            })
          }
          onRemove={() => {
            setFresh(value.length > 1 ? Math.min(at, value.length - 2) : null);
            onChange(without(value, at), { do: "remove", at, name: nameOf(line) });
          }}
          onDuplicate={() => add(structuredClone(line), at + 1, "duplicate")}
          onCopy={() => copyLine(line)}
          onPaste={() => paste(at + 1)}
          onMove={(to) => move(at, to)}
          onDrag={(place) => drag(at, place)}
        />
      ))}
      <p className="di-more">
        <Slot
          label={
            value.length === 0 ? (props.first ?? t("inputs.action.first")) : t("inputs.action.more")
          }
          text={
            value.length === 0 ? (props.first ?? t("inputs.action.first")) : t("inputs.action.more")
          }
          tone="link"
          icon="plus"
          problem={value.length === 0}
          choices={kindChoices(kinds)}
          chosen={[]}
          onChoose={([key]) => key && add(begin(key), value.length, "add")}
        />
        {props.delays ? (
          <Slot
            label={t("inputs.action.wait_first")}
            text={t("inputs.action.wait_first")}
            tone="link"
            icon="clock"
            choices={kindChoices(kinds)}
            chosen={[]}
            onChoose={([key]) =>
              key && add({ ...begin(key), delay: { hours: 1 } }, value.length, "add")
            }
          />
        ) : null}
      </p>
    </div>
  );
}

/** What of a line is not the action's own. */
function kept(line: ActionLine): Partial<ActionLine> {
  const { delay, if_still, on_error } = line;
  return Object.fromEntries(
    Object.entries({ delay, if_still, on_error }).filter(([, value]) => value !== undefined),
  );
}
