import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "./line";

/** Milliseconds for which a broken line is nobody's business: most are back by then, and nothing jumps. */
const BRIEF = 2000;

/** On a phone, above everything: nothing new arrives until the line is back. */
export function AwayLine() {
  const { t } = useTranslation();
  const connected = useLive((state) => state.connected);
  const [long, setLong] = useState(false);
  useEffect(() => {
    setLong(false);
    if (connected) return;
    const timer = setTimeout(() => setLong(true), BRIEF);
    return () => clearTimeout(timer);
  }, [connected]);
  return (
    <div role="status">
      {long && !connected ? (
        <p className="away-line">
          <i className="dot" />
          {t("shell.away")}
        </p>
      ) : null}
    </div>
  );
}
