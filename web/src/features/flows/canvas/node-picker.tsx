/** 在这里加一步: what can be put in, by sort, with the clipboard first. */
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Icon, type IconName } from "../../../app/icon";
import { paste } from "../../../designer/clipboard";
import { insertNode, pasteNode, staysReachable } from "../edits/insert";
import { useFlow } from "../flow-desk";
import type { Spot } from "../graph/drawing";
import type { FlowNode } from "../graph/flow";
import { faceOf, iconOf } from "../nodes/face";
import { nodeName } from "../words/card";

/** What is put in most comes first. */
const ORDER = ["task", "confirm", "branch", "cc", "wait", "action"];
const rank = (key: string) => (ORDER.includes(key) ? ORDER.indexOf(key) : key === "end" ? 99 : 50);

interface Item {
  key: string;
  name: string;
  help: string;
  icon: IconName;
  tone: string;
  put: () => boolean;
}

export function NodePicker({ spot, onDone }: { spot: Spot; onDone: () => void }) {
  const { t } = useTranslation();
  const { flow, desk, scene, catalogue, run } = useFlow();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.querySelector<HTMLElement>("button")?.focus(), []);
  const copied = paste<FlowNode>("flow");
  const items: Item[] = catalogue.nodes
    .filter(({ key }) => key !== "start" && (key !== "end" || staysReachable(flow, spot)))
    .toSorted((one, other) => rank(one.key) - rank(other.key))
    .map(({ key, name, help }) => ({
      key,
      name,
      help: help ?? "",
      icon: iconOf(key),
      tone: faceOf(key)?.tone ?? "plain",
      put: () => run(insertNode(flow, spot, key, desk)),
    }));
  if (copied?.type)
    items.unshift({
      key: "~",
      name: t("flows.paste", { name: nodeName(copied, scene) }),
      help: t("flows.paste_help"),
      icon: "paste",
      tone: "plain",
      put: () => run(pasteNode(flow, spot, copied, desk)),
    });

  function walk(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      event.stopPropagation();
      onDone();
      return;
    }
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const all = [...(list.current?.querySelectorAll<HTMLElement>("button") ?? [])];
    const here = all.indexOf(document.activeElement as HTMLElement);
    all[(here + by + all.length) % all.length]?.focus();
  }
  return (
    <div
      className="fl-picker-list"
      role="dialog"
      aria-label={t("flows.add_step")}
      ref={list}
      onKeyDown={walk}
    >
      {items.map((item) => (
        <button
          key={item.key}
          type="button"
          onClick={() => {
            onDone();
            item.put();
          }}
        >
          <span className={`fl-kind fl-kind-${item.tone}`}>
            <Icon name={item.icon} />
          </span>
          <span>
            <b>{item.name}</b>
            <span>{item.help}</span>
          </span>
        </button>
      ))}
    </div>
  );
}
