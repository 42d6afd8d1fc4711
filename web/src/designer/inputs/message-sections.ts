/** What a message template says by a way; the server chooses alike (`notify/template.py`). */
import type { LocalText } from "./model";

export interface Said {
  subject?: LocalText;
  text: LocalText;
}

type Section = Readonly<Record<string, unknown>> | undefined;

const words = (section: Section, subject?: string): Said | undefined => {
  if (section?.text === undefined || section.text === "") return undefined;
  const above = subject === undefined ? undefined : (section[subject] as LocalText | undefined);
  return {
    ...(above === undefined ? {} : { subject: above }),
    text: section.text as LocalText,
  };
};

/** Undefined where the template has no words for the way: then the message's own are sent. */
export function saidBy(
  template: Readonly<Record<string, unknown>> | undefined,
  way: string,
): Said | undefined {
  const section = (key: string) => template?.[key] as Section;
  switch (way) {
    case "mail":
      return words(section("mail"), "subject");
    case "wecom":
    case "robot":
      return words(section("wecom") ?? section("inapp"), "title");
    case "inapp":
      return words(section("inapp") ?? section("wecom"), "title");
    case "sms":
      return words(section("sms"));
    default:
      return undefined;
  }
}
