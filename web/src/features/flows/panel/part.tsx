/** Small things that all panels of steps are made of. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../app/icon";
import type { Path } from "../../../designer/document";
import { useProblemsAt } from "../../../designer/session";
import { useFlow } from "../flow-desk";
import { nodeName } from "../words/card";

export function Group({
  title,
  hint,
  extra,
  children,
}: {
  title?: string;
  hint?: string | undefined;
  extra?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="fl-group">
      {title ? (
        <h2>
          {title}
          {extra ? <span className="fl-extra">{extra}</span> : null}
        </h2>
      ) : null}
      {hint ? <p className="fl-help">{hint}</p> : null}
      {children}
    </section>
  );
}

export function Labeled({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control comes with the children
    <label className="fl-labeled">
      <span>{label}</span>
      {children}
    </label>
  );
}

/** What is wrong at a place and below it, beside its setting. */
export function Wrong({ path, but }: { path: Path; but?: (at: Path) => boolean }) {
  const problems = useProblemsAt(path).filter((each) => !but?.(each.at));
  return (
    <>
      {problems.map((each) => (
        <p key={`${each.path} ${each.code}`} className={`fl-wrong is-${each.severity}`} role="note">
          <Icon name="alert" size="s" />
          {each.message}
        </p>
      ))}
    </>
  );
}

export function AddButton({ children, onClick }: { children: ReactNode; onClick: () => void }) {
  return (
    <button type="button" className="fl-add-text" onClick={onClick}>
      <Icon name="plus" size="s" />
      {children}
    </button>
  );
}

export function RemoveButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" className="fl-quiet" aria-label={label} title={label} onClick={onClick}>
      <Icon name="x" size="s" />
    </button>
  );
}

/** The words of a command that changes a setting of a step. */
export function useSetLabel(node: string): (what: string) => string {
  const { t } = useTranslation();
  const { flow, scene } = useFlow();
  const name = nodeName(flow.nodes[node], scene);
  return (what) => t("flows.did.set", { what: t(`flows.what.${what}`), name });
}
