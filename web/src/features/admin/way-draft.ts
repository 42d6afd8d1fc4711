import type { Way } from "../../api/types";

export interface Member {
  key: string;
  secret?: boolean;
  number?: boolean;
  required?: boolean;
  for?: string;
}

/** What is asked of each way, in this order; `for` a provider alone. */
const MEMBERS: Record<string, Member[]> = {
  sms: [
    { key: "access_key_id", required: true, for: "aliyun" },
    { key: "access_key_secret", secret: true, required: true, for: "aliyun" },
    { key: "base_url", required: true },
    { key: "token", secret: true, for: "gateway" },
    { key: "sign" },
    { key: "template", for: "aliyun" },
    { key: "variable", for: "aliyun" },
  ],
  wecom: [
    { key: "corp_id", required: true },
    { key: "agent_id", number: true, required: true },
    { key: "secret", secret: true, required: true },
    { key: "base_url", required: true },
  ],
};
const STARTS: Record<string, Record<string, string>> = {
  sms: { provider: "aliyun", base_url: "https://dysmsapi.aliyuncs.com", variable: "text" },
  wecom: { base_url: "https://qyapi.weixin.qq.com" },
};
/** The address belongs to its provider, and that it may be unencrypted is said of one address. */
const TOGETHER = ["provider", "base_url", "open_host"];
const SECRETS = Object.values(MEMBERS).flatMap((members) =>
  members.flatMap(({ key, secret }) => (secret ? [key] : [])),
);

/** The settings as they are typed, by member; `open_host` is the host with which one may speak unencrypted. */
export type WayDraft = Readonly<Record<string, string>>;

/** Whom an address speaks with: a secret that was stored for one host is not sent to another. */
export function hostOf(address: string | undefined): string {
  try {
    return new URL(address?.trim() ?? "").origin;
  } catch {
    return "";
  }
}

/** Whether what is sent there can be read on the way: http to another machine than the server itself. */
export function isOpen(address: string | undefined): boolean {
  const host = hostOf(address);
  return (
    host.startsWith("http:") && !/^http:\/\/(localhost|127\.[\d.]+|\[::1\])(:\d+)?$/.test(host)
  );
}

/** Whether it is said of this very address that it may be unencrypted. */
export function isAllowed({ base_url, open_host }: WayDraft): boolean {
  return isOpen(base_url) && open_host === hostOf(base_url);
}

export function membersOf(way: string, { provider }: WayDraft): Member[] {
  return (MEMBERS[way] ?? []).filter((member) => !member.for || member.for === provider);
}

/** What is stored, without the secrets, which are only ever written. */
export function wayDraftOf({ way, settings }: Pick<Way, "way" | "settings">): WayDraft {
  const stored = Object.entries(settings ?? {}).filter(
    ([, value]) => typeof value === "string" || typeof value === "number",
  );
  const address = settings?.base_url;
  return {
    ...STARTS[way],
    ...Object.fromEntries(stored.map(([key, value]) => [key, String(value)])),
    ...(settings?.plain_http === true && typeof address === "string"
      ? { open_host: hostOf(address) }
      : {}),
  };
}

/** The address with which a provider begins. */
export function startOf(provider: string): string {
  return provider === STARTS.sms?.provider ? (STARTS.sms.base_url ?? "") : "";
}

/** The members that `draft` has otherwise than `start`. */
export function changedIn(draft: WayDraft, start: WayDraft): string[] {
  const keys = new Set([...Object.keys(draft), ...Object.keys(start)]);
  return [...keys].filter((key) => (draft[key] ?? "") !== (start[key] ?? ""));
}

/** `onto` with what was changed in `mine` since `from`; a secret goes to the address that was seen when it was typed. */
export function rebasedWay(mine: WayDraft, from: WayDraft, onto: WayDraft): WayDraft {
  const changed = changedIn(mine, from);
  const addressed = changed.some((key) => TOGETHER.includes(key) || SECRETS.includes(key));
  const own = addressed ? [...changed, ...TOGETHER] : changed;
  return { ...onto, ...Object.fromEntries(own.map((key) => [key, mine[key] ?? ""])) };
}

/** As it is once it is stored: nothing shows the secrets any more. */
export function withoutSecrets(draft: WayDraft): WayDraft {
  return Object.fromEntries(Object.entries(draft).filter(([key]) => !SECRETS.includes(key)));
}

/** What is sent; a secret that is left out stays as it is. */
export function settingsOfWay(way: string, draft: WayDraft): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  if (draft.provider) body.provider = draft.provider;
  if (isAllowed(draft)) body.plain_http = true;
  for (const { key, number } of membersOf(way, draft)) {
    const value = draft[key]?.trim();
    if (value) body[key] = number ? Number(value) : value;
  }
  return body;
}
