import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import { conditionText, operatorText } from "./condition-text";
import { familyOf, operatorsOf, WITHOUT_VALUE } from "./families";
import { withField, withOperator } from "./leaf";
import { type Around, fieldOf, type InputForm } from "./model";
import { Slot } from "./slot";
import { isComplete, type Leaf } from "./tree";
import { type Allowed, ValueSlot } from "./value-slot";

export interface ConditionRowProps {
  form: InputForm;
  around: Around;
  allowed: Allowed;
  leaf: Leaf;
  onChange: (leaf: Leaf) => void;
  onRemove: () => void;
}

/** One comparison: 紧急程度 · 是 · 非常紧急. */
export function ConditionRow(props: ConditionRowProps) {
  const { t } = useTranslation();
  const { form, around, leaf, onChange } = props;
  const field = fieldOf(form, leaf.field);
  const family = field && familyOf(field);
  const fields = form.fields.filter((each) => familyOf(each) !== undefined);
  const offered = (family ? operatorsOf(family) : []).filter(
    (op) => op === leaf.op || op !== "within" || props.allowed.period !== false,
  );
  const fits = offered.includes(leaf.op);

  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a sentence, no fieldset
    <div className="di-row" role="group" aria-label={conditionText(leaf, form, t, around)}>
      <Slot
        label={t("inputs.condition.field")}
        choices={fields.map((each) => ({ key: each.key, label: each.label }))}
        chosen={[leaf.field]}
        problem={!family}
        onChoose={([key]) => {
          const next = key === undefined ? undefined : fieldOf(form, key);
          if (next && key !== leaf.field) onChange(withField(leaf, field, next));
        }}
      />
      <Slot
        label={t("inputs.condition.operator")}
        tone="plain"
        choices={offered.map((op) => ({ key: op, label: operatorText(op, field, t) }))}
        chosen={[leaf.op]}
        text={operatorText(leaf.op, field, t)}
        problem={!fits}
        onChoose={([op]) => op && op !== leaf.op && onChange(withOperator(leaf, op))}
      />
      {field && family && fits && !WITHOUT_VALUE.has(leaf.op) ? (
        <ValueSlot
          field={field}
          family={family}
          op={leaf.op}
          value={leaf.value}
          onChange={(value) => onChange({ ...leaf, value })}
          form={form}
          around={around}
          allowed={props.allowed}
          problem={!isComplete(leaf)}
        />
      ) : null}
      <button
        type="button"
        className="di-remove"
        aria-label={t("inputs.condition.remove")}
        title={t("inputs.condition.remove")}
        onClick={props.onRemove}
      >
        <Icon name="x" size="s" />
      </button>
    </div>
  );
}
