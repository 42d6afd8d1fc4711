import type { TFunction } from "i18next";
import { isolate } from "../../fields/isolate";

interface Named {
  key: string;
  name: string;
}

/** Names of apps and of what they hold, by key. */
export const namesIn = (
  apps: readonly (Named & { forms: readonly Named[]; dashboards: readonly Named[] })[],
): [key: string, name: string][] =>
  apps
    .flatMap((app): Named[] => [app, ...app.forms, ...app.dashboards])
    .map(({ key, name }) => [key, name]);

/** What an entry of the audit is about, in words: 「成员 李客服」 instead of `person:0198…`. */
export function objectWords(
  what: string | null,
  names: ReadonlyMap<string, string>,
  t: TFunction,
): string {
  if (!what) return "";
  const cut = what.indexOf(":");
  const kind = cut < 0 ? what : what.slice(0, cut);
  const id = cut < 0 ? "" : what.slice(cut + 1);
  const name = names.get(id) ?? (/^[0-9a-f]{8}-/.test(id) ? `…${id.slice(-6)}` : id);
  return `${t(`audit.kinds.${kind}`, { defaultValue: kind })} ${isolate(name)}`.trim();
}
