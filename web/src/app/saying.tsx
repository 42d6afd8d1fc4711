import { App } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/errors";

export interface Saying {
  done: (text: string) => void;
  /** Says what went wrong; offers to do it again when the server could not be reached. */
  failed: (error: unknown, again?: () => void) => void;
}

/** Whose act is offered to be tried again. */
let offering: object | null = null;

/** Short messages to the person, at the upper edge. */
export function useSaying(): Saying {
  const { message, notification } = App.useApp();
  const { t } = useTranslation();
  return useMemo(() => {
    const self = {};
    return {
      done: (text) => {
        // Done by another way: trying it again would do it twice.
        if (offering === self) notification.destroy("unreachable");
        void message.success({ content: text, key: "done" });
      },
      failed: (error, again) => {
        if (error instanceof ApiError && (error.unreachable || (error.passing && again))) {
          offering = self;
          const kind = error.passing ? "away" : "unreachable";
          notification.warning({
            key: "unreachable",
            title: t(`trouble.${kind}.title`),
            description: t(`trouble.${kind}.kept`),
            duration: 0,
            actions: again ? (
              <button
                type="button"
                className="btn btn-primary"
                onClick={() => {
                  notification.destroy("unreachable");
                  again();
                }}
              >
                {t("trouble.retry")}
              </button>
            ) : undefined,
          });
          return;
        }
        const known = error instanceof ApiError ? error.message : "";
        void message.error(known || t("trouble.other.said"));
      },
    };
  }, [message, notification, t]);
}
