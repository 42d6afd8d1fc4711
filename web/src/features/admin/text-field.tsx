import { useId } from "react";

/** One labeled line of an administrator's form. */
export function TextField({
  label,
  value,
  onChange,
  problem,
  help,
  required = false,
  secret = false,
  known = false,
  autoFocus = false,
  inputMode,
  placeholder,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  problem?: string | undefined;
  help?: string;
  required?: boolean;
  secret?: boolean;
  /** A password that exists already. */
  known?: boolean;
  autoFocus?: boolean;
  inputMode?: "tel" | "email" | "url" | "numeric";
  placeholder?: string;
}) {
  const id = useId();
  const below = problem ?? help;
  return (
    <div className={problem ? "field has-problem" : "field"}>
      <label className="field-label" htmlFor={id}>
        {label}
        {required ? (
          <span className="must" aria-hidden="true">
            *
          </span>
        ) : null}
      </label>
      <input
        id={id}
        className="field-box"
        type={secret ? "password" : "text"}
        value={value}
        autoComplete={secret ? (known ? "current-password" : "new-password") : "off"}
        // biome-ignore lint/a11y/noAutofocus: the drawer was opened to fill this in
        autoFocus={autoFocus}
        inputMode={inputMode}
        placeholder={placeholder}
        aria-required={required || undefined}
        aria-invalid={problem ? true : undefined}
        aria-describedby={below ? `${id}-below` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {below ? (
        <span id={`${id}-below`} className={problem ? "field-problem" : "field-help"}>
          {below}
        </span>
      ) : null}
    </div>
  );
}
