/** Landline numbers: `010-62345678`, `0571-87654321-801`, `400-810-8888`, `95588`, or `+` and digits abroad. */
const LOCAL = /^(?:(?:\+|00)86)?0?(10|2\d|[3-9]\d{2})([2-8]\d{6,7})$/;
const SERVICE = /^([48]00)(\d{3})(\d{4})$/;
const HOTLINE = /^(?:9[56]\d{3,6}|1\d{2,4})$/;
const FOREIGN = /^(?:\+|00)[1-9]\d{6,17}$/;
const ABROAD = /^(?:\+|00)(?!86)/;
const TURNED = /^(.+?)(?:转|分机|ext|x|#|\*)(\d{1,6})$/i;
const BEHIND = /^(.*\d{7,8})-(\d{1,6})$/;

/** The one form in which a number is stored; null when it is none. */
export function readLandline(typed: string): string | null {
  const text = typed
    .normalize("NFKC")
    .replace(/[—–]/g, "-")
    .replace(/[\s()·.]/g, "");
  // Abroad every group may end with a dash; only a word tells an extension there.
  const parts = TURNED.exec(text) ?? (ABROAD.test(text) ? null : BEHIND.exec(text));
  const split = parts ? one(parts[1] ?? "") : null;
  return split === null ? one(text) : `${split}-${parts?.[2]}`;
}

function one(text: string): string | null {
  const number = text.replaceAll("-", "");
  return chinese(number) ?? (FOREIGN.test(number) ? number.replace(/^00/, "+") : null);
}

function chinese(number: string): string | null {
  const service = SERVICE.exec(number);
  if (service) return service.slice(1).join("-");
  if (HOTLINE.test(number)) return number;
  const local = LOCAL.exec(number);
  const [, area = "", own = ""] = local ?? [];
  // Cities with a short area code have eight digits everywhere.
  if (!local || (/^[12]/.test(area) && own.length !== 8)) return null;
  return `0${area}-${own}`;
}
