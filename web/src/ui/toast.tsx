import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
} from "react";
import { Icon } from "./icon";

type Tone = "ok" | "problem";
type ShowToast = (text: string, tone?: Tone) => void;

/** How long a toast stays, in milliseconds. */
const STAY = 4500;

const ToastContext = createContext<ShowToast>(() => undefined);

/** Says one sentence at a time at the lower edge; also read out, politely. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toast, setToast] = useState<{ text: string; tone: Tone; serial: number } | null>(null);
  const serial = useRef(0);
  const show = useCallback<ShowToast>((text, tone = "ok") => {
    serial.current += 1;
    setToast({ text, tone, serial: serial.current });
  }, []);

  useEffect(() => {
    if (!toast) return;
    const timer = window.setTimeout(() => setToast(null), STAY);
    return () => window.clearTimeout(timer);
  }, [toast]);

  return (
    <ToastContext.Provider value={show}>
      {children}
      <div className="ui-toasts" aria-live="polite">
        {toast ? (
          <div className={`ui-toast ui-toast-${toast.tone}`} key={toast.serial}>
            <Icon name={toast.tone === "ok" ? "check" : "alert"} />
            <span>{toast.text}</span>
          </div>
        ) : null}
      </div>
    </ToastContext.Provider>
  );
}

export function useToast(): ShowToast {
  return useContext(ToastContext);
}
