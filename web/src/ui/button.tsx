import type { ButtonHTMLAttributes, ReactNode } from "react";
import { Icon, type IconName } from "./icon";

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "type"> {
  /** `primary` is filled and stands once in a work area. */
  look?: "primary" | "ghost" | "plain";
  size?: "touch" | "compact";
  icon?: IconName;
  /** Work is under way: the button keeps its width and focus but does not act. */
  busy?: boolean;
  submit?: boolean;
  children: ReactNode;
}

/** A button that stays focusable while busy, so that a screen reader does not lose its place. */
export function Button({
  look = "primary",
  size = "touch",
  icon,
  busy = false,
  submit = false,
  children,
  className,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={submit ? "submit" : "button"}
      className={`ui-button ui-button-${look} ui-button-${size}${className ? ` ${className}` : ""}`}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy ? <span className="ui-spin" aria-hidden="true" /> : icon ? <Icon name={icon} /> : null}
      <span>{children}</span>
    </button>
  );
}
