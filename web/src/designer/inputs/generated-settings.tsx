import type { ActionFaceProps } from "./action-face";
import type { ActionKind } from "./model";

/** Settings of an action without a face of its own, by its JSON Schema. */
export function GeneratedSettings({ kind }: ActionFaceProps & { kind: ActionKind }) {
  return kind.help ? <p className="di-help">{kind.help}</p> : null;
}
