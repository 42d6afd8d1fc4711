import { type RefObject, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import { usePhone } from "../../app/screen";

const PAUSE = 250;

/** Quick search: what is typed reaches the address a moment later. */
export function ListSearch({
  value,
  box,
  onChange,
}: {
  value: string;
  box: RefObject<HTMLInputElement | null>;
  onChange: (search: string) => void;
}) {
  const { t } = useTranslation();
  const phone = usePhone();
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    // Changed from outside, as by "clear".
    setKnown(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => {
      setKnown(typed);
      onChange(typed);
    }, PAUSE);
    return () => clearTimeout(timer);
  });
  return (
    <label className="search">
      <Icon name="search" />
      <span className="unseen">{t("records.search")}</span>
      <input
        ref={box}
        type="search"
        value={typed}
        placeholder={t("records.search")}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
          setTyped("");
          onChange("");
          event.currentTarget.blur();
        }}
      />
      {phone ? null : <kbd className="kbd">/</kbd>}
    </label>
  );
}
