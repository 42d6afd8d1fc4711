/** Conditions of one field: new ones, and what stays when their field or operator changes. Pure. */
import { familyOf, operatorsOf, WITH_LIST, WITHOUT_VALUE } from "./families";
import type { InputField } from "./model";
import type { Leaf } from "./tree";

/** A condition on the field, unfinished where a value has to be chosen. */
export function newLeaf(field: InputField): Leaf {
  const family = familyOf(field) ?? "text";
  const op = operatorsOf(family)[0] ?? "eq";
  return family === "boolean" ? { field: field.key, op, value: true } : { field: field.key, op };
}

/** The condition on another field; operator and value stay where they mean the same there. */
export function withField(leaf: Leaf, before: InputField | undefined, field: InputField): Leaf {
  const family = familyOf(field) ?? "text";
  const fresh = newLeaf(field);
  if (!operatorsOf(family).includes(leaf.op)) return fresh;
  if (WITHOUT_VALUE.has(leaf.op)) return { field: field.key, op: leaf.op };
  const same =
    before !== undefined && familyOf(before) === family && !before.options && !field.options;
  return same ? { ...leaf, field: field.key } : { ...fresh, op: leaf.op };
}

/** The condition with another operator; the value stays where it can. */
export function withOperator(leaf: Leaf, op: string): Leaf {
  const { field, value } = leaf;
  if (WITHOUT_VALUE.has(op)) return { field, op };
  if (op === "within") return leaf.op === "within" ? leaf : { field, op };
  const single = one(leaf);
  if (op === "between") {
    return leaf.op === "between" ? leaf : { field, op, value: [single ?? "", ""] };
  }
  if (WITH_LIST.has(op)) {
    if (WITH_LIST.has(leaf.op)) return { field, op, value };
    const listed = single === undefined || typeof single === "object" ? [] : [single];
    return { field, op, value: listed };
  }
  return single === undefined ? { field, op } : { field, op, value: single };
}

function one(leaf: Leaf): unknown {
  if (leaf.op === "within") return undefined;
  const found = Array.isArray(leaf.value) ? leaf.value[0] : leaf.value;
  const teams = typeof found === "object" && found !== null && "my" in found;
  return found === null || found === "" || teams ? undefined : found;
}
