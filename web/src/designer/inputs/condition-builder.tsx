/** A condition put together in words: field, operator, value; 并且, 或者; groups in groups. */
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import type { FilterTree } from "../../language/filter";
import { ConditionRow } from "./condition-row";
import { conditionText } from "./condition-text";
import { familyOf } from "./families";
import { newLeaf } from "./leaf";
import type { Around, InputForm } from "./model";
import { fieldOf } from "./model";
import { Slot } from "./slot";
import {
  drawn,
  isLeaf,
  type Join,
  joined,
  joinOf,
  partsOf,
  put,
  rejoined,
  type TreePath,
} from "./tree";
import type { Allowed } from "./value-slot";

export interface ConditionBuilderProps {
  form: InputForm;
  /** The filter document; undefined: no condition. */
  value: FilterTree | undefined;
  /** Gets the whole document; what was not touched is as it was. */
  onChange: (value: FilterTree | undefined) => void;
  around?: Around;
  allowed?: Allowed;
  /** Said where there is no condition. */
  nothing?: string;
  /** What the condition decides, for those who do not see the sentence. */
  label?: string;
}

export function ConditionBuilder(props: ConditionBuilderProps) {
  const { t } = useTranslation();
  const { value, onChange } = props;
  const label = props.label ?? t("inputs.condition.label");
  if (value === undefined) {
    return (
      // biome-ignore lint/a11y/useSemanticElements: a sentence, no fieldset
      <div className="di-condition" role="group" aria-label={label}>
        {props.nothing ? <p className="di-always">{props.nothing}</p> : null}
        <AddCondition {...props} path={[]} join="all" text={t("inputs.condition.first")} />
      </div>
    );
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a sentence, no fieldset
    <div className="di-condition" role="group" aria-label={label}>
      <Part {...props} tree={value} path={[]} depth={0} change={(next) => onChange(next)} />
    </div>
  );
}

interface PartProps extends ConditionBuilderProps {
  tree: FilterTree;
  path: TreePath;
  depth: number;
  change: (root: FilterTree | undefined) => void;
}

function Part(props: PartProps) {
  const { tree, path, depth, value, change } = props;
  const root = value as FilterTree;
  const replace = (part: FilterTree | undefined) => change(put(root, path, part));
  if (!wellFormed(tree) || !drawn(tree, depth)) return <Kept {...props} />;
  if ("not" in tree) {
    return (
      <>
        <Denied {...props} />
        {depth > 0 ? null : <AddMore {...props} />}
      </>
    );
  }
  if (isLeaf(tree)) {
    const row = (
      <ConditionRow
        form={props.form}
        around={props.around ?? {}}
        allowed={props.allowed ?? {}}
        leaf={tree}
        onChange={replace}
        onRemove={() => replace(undefined)}
      />
    );
    return depth > 0 ? (
      row
    ) : (
      <>
        {row}
        <AddMore {...props} />
      </>
    );
  }
  return <Group {...props} />;
}

/** Parts below each other, the joining word between them. */
function Group(props: PartProps) {
  const { t } = useTranslation();
  const { tree, path, depth, value, change } = props;
  const root = value as FilterTree;
  const join = joinOf(tree) ?? "all";
  const parts = partsOf(tree);
  const words = [
    { key: "all", label: t("inputs.condition.and") },
    { key: "any", label: t("inputs.condition.or") },
  ];
  return (
    <div className={depth > 0 ? "di-group is-nested" : "di-group"}>
      {parts.length === 0 ? <Kept {...props} /> : null}
      {parts.map((part, place) => (
        <div className="di-part" key={place}>
          {place > 0 ? (
            <Slot
              label={t("inputs.condition.join")}
              tone="plain"
              choices={words}
              chosen={[join]}
              onChoose={([key]) => key && change(rejoined(root, path, key as Join))}
            />
          ) : null}
          <Part {...props} tree={part} path={[...path, place]} depth={depth + 1} />
        </div>
      ))}
      <AddMore {...props} />
    </div>
  );
}

/** What must not hold. */
function Denied(props: PartProps) {
  const { t } = useTranslation();
  const { tree, path, depth, value, change } = props;
  if (!("not" in tree)) return null;
  return (
    <div className="di-group is-nested is-denied">
      <div className="di-row">
        <span className="di-word">{t("inputs.condition.not")}</span>
        <button
          type="button"
          className="di-remove"
          aria-label={t("inputs.condition.assert")}
          title={t("inputs.condition.assert")}
          onClick={() => change(put(value as FilterTree, path, tree.not))}
        >
          <Icon name="x" size="s" />
        </button>
      </div>
      <Part {...props} tree={tree.not} path={[...path, "not"]} depth={depth + 1} />
    </div>
  );
}

/** What cannot be drawn here: said in words, kept as it is, or taken out. */
function Kept(props: PartProps) {
  const { t } = useTranslation();
  const { tree, path, form, around, value, change } = props;
  const known = wellFormed(tree);
  return (
    <div className="di-row di-kept">
      <Icon name="lock" size="s" />
      <span>{known ? conditionText(tree, form, t, around) : t("inputs.condition.unreadable")}</span>
      <button
        type="button"
        className="di-remove"
        aria-label={t("inputs.condition.remove")}
        title={t("inputs.condition.remove")}
        onClick={() => change(put(value as FilterTree, path, undefined))}
      >
        <Icon name="x" size="s" />
      </button>
    </div>
  );
}

function AddMore(props: PartProps) {
  const { t } = useTranslation();
  return (
    <p className="di-more">
      <AddCondition {...props} join="all" text={t("inputs.condition.add_and")} />
      <AddCondition {...props} join="any" text={t("inputs.condition.add_or")} />
    </p>
  );
}

function AddCondition(props: ConditionBuilderProps & { path: TreePath; join: Join; text: string }) {
  const { t } = useTranslation();
  const { form, value, path, join, onChange } = props;
  const fields = form.fields.filter((each) => familyOf(each) !== undefined);
  return (
    <Slot
      label={props.text}
      text={props.text}
      tone="link"
      icon="plus"
      choices={fields.map((each) => ({ key: each.key, label: each.label }))}
      chosen={[]}
      nothing={t("inputs.condition.no_fields")}
      onChoose={([key]) => {
        const field = key === undefined ? undefined : fieldOf(form, key);
        if (field) onChange(joined(value, path, join, newLeaf(field)));
      }}
    />
  );
}

function wellFormed(tree: unknown): tree is FilterTree {
  if (typeof tree !== "object" || tree === null) return false;
  const found = tree as Record<string, unknown>;
  if ("all" in found) return Array.isArray(found.all);
  if ("any" in found) return Array.isArray(found.any);
  if ("not" in found) return typeof found.not === "object" && found.not !== null;
  return typeof found.field === "string" && typeof found.op === "string";
}
