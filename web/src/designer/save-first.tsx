import { App } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useWorkspace } from "../app/queries";
import { saveOpenWork } from "./open-work";
import { designerPath } from "./places";
import type { SessionState } from "./store";
import { useTextIn } from "./texts";

const KEY = "not_saved";

/**
 * Saves what open designers of the app have left to save, before something is done with the drafts. False, and said
 * with a way there, when some of it could not be saved: what would be done then would be done without it.
 */
export function useSaveFirst(
  app: string,
): (only?: { kind: string; name: string }) => Promise<boolean> {
  const { t } = useTranslation();
  const { person } = useWorkspace();
  const { notification } = App.useApp();
  const navigate = useNavigate();
  const text = useTextIn();
  function say({ kind, name, document }: SessionState) {
    notification.warning({
      key: KEY,
      title: t("designer.not_saved", { name: text(document.name ?? document.question) || name }),
      description: t("designer.not_saved_text"),
      duration: 0,
      actions: (
        <button
          type="button"
          className="btn"
          onClick={() => {
            notification.destroy(KEY);
            void navigate(designerPath(app, kind, name));
          }}
        >
          {t("designer.look")}
        </button>
      ),
    });
  }
  return async (only) => {
    const [unsaved] = await saveOpenWork(person.id, app, only);
    if (unsaved) say(unsaved);
    else notification.destroy(KEY);
    return unsaved === undefined;
  };
}
