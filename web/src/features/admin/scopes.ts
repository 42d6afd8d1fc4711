import type { TFunction } from "i18next";

/** What a scope of a key reaches, in words: 「查看 服务工单」. */
export function scopeWords(
  scope: string,
  names: ReadonlyMap<string, string>,
  t: TFunction,
): string {
  const cut = scope.indexOf(":");
  const verb = cut < 0 ? scope : scope.slice(0, cut);
  const target = cut < 0 ? "" : scope.slice(cut + 1);
  if (verb === "admin") {
    return t("keys.admin", { part: t(`keys.part.${target}`, { defaultValue: target }) });
  }
  const what = target ? (names.get(target) ?? target) : t("keys.everything");
  return t(`keys.verb.${verb}`, { what, defaultValue: scope });
}
