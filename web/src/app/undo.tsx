import { App } from "antd";
import { useCallback, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

/** How long one may change one's mind, in milliseconds. */
const PATIENCE = 6000;

/** Tells what can be undone apart. */
let count = 0;

interface Waiting {
  text: string;
  run: () => void;
  timer: ReturnType<typeof setTimeout>;
}

/** Does something a little later and offers to undo it until then; when the page is left it is done at once. */
export function useUndo(): (text: string, run: () => void, undo: () => void) => void {
  const { message } = App.useApp();
  const { t } = useTranslation();
  const waiting = useRef(new Map<string, Waiting>());

  useEffect(() => {
    const all = waiting.current;
    function flush() {
      for (const [key, { text, run, timer }] of all) {
        clearTimeout(timer);
        run();
        // It is done: what is still said of it no longer offers to undo it.
        void message.success({ key, content: text });
      }
      all.clear();
    }
    window.addEventListener("pagehide", flush);
    return () => {
      window.removeEventListener("pagehide", flush);
      flush();
    };
  }, [message]);

  return useCallback(
    (text, run, undo) => {
      count += 1;
      const key = `undo-${count}`;
      const all = waiting.current;
      const timer = setTimeout(() => {
        all.delete(key);
        message.destroy(key);
        run();
      }, PATIENCE);
      all.set(key, { text, run, timer });
      void message.success({
        key,
        duration: PATIENCE / 1000,
        content: (
          <span className="undo">
            {text}
            <button
              type="button"
              className="text-link"
              onClick={() => {
                clearTimeout(timer);
                all.delete(key);
                message.destroy(key);
                undo();
              }}
            >
              {t("bulk.undo")}
            </button>
          </span>
        ),
      });
    },
    [message, t],
  );
}
