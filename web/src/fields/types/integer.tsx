import type { FieldKind } from "../kind";
import { numberKind } from "../number-input";

export const fieldKind: FieldKind = { ...numberKind, listed: 13 };
