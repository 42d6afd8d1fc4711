import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon";

export interface NoticeProps {
  icon: IconName;
  title: string;
  text: string;
  /** What the reader can do next. */
  children?: ReactNode;
}

/** A whole page that says in kind words why there is nothing else, and what to do. */
export function Notice({ icon, title, text, children }: NoticeProps) {
  return (
    <section className="ui-notice">
      <span className="ui-notice-icon">
        <Icon name={icon} />
      </span>
      <h1>{title}</h1>
      <p>{text}</p>
      {children ? <div className="ui-notice-acts">{children}</div> : null}
    </section>
  );
}
