import type { FieldDefinition } from "../../fields";
import type { ModelForm } from "../app-model";
import type { Setting } from "../catalogue";
import type { Document } from "../document";

/** What draws one setting is given. */
export interface WidgetProps {
  app: string;
  name: string;
  id: string;
  setting: Setting;
  value: unknown;
  /** Undefined or null: not set. `merge`: goes on with what was typed before. */
  onChange: (value: unknown, options?: { label?: string; merge?: boolean }) => void;
  /** The form whose fields are meant. */
  form?: ModelForm | undefined;
  /** The field that is being set, where it is a field. */
  field?: FieldDefinition | undefined;
  required: boolean;
  /** All settings of the element. */
  settings: Document;
  isUsed?: ((key: string) => boolean) | undefined;
}
