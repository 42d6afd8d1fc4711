/** The dashboard on its way to those who have no account: links that are open to all, and mails that one can refuse. */

import { setTimeout as pause } from "node:timers/promises";
import type { Caller } from "../caller.ts";
import type { Mails } from "../mails.ts";

/** Paths of what others see: the public page, one that was ended, and where a mail is refused. */
export interface Board {
  open: string;
  ended: string;
  refusal: string;
}

const COCKPIT = "dashboards/service_desk.cockpit";

/** The first thing in any mail that looks like such a link. */
export async function linkIn(mails: Mails, link: RegExp): Promise<string> {
  for (let turn = 0; turn < 400; turn += 1) {
    for (const { text } of mails.all) {
      const found = link.exec(text);
      if (found) return found[0];
    }
    await pause(250);
  }
  throw new Error("No mail brought the link.");
}

/** By mail every Monday, and by two links of which one has ended. */
export async function boardForOthers(lead: Caller, mails: Mails): Promise<Board> {
  const linked = async (name: string, days: number) => {
    const path = `${COCKPIT}/links`;
    const { items } = await lead.call<{ items: { id: string; name: string; url: string }[] }>(
      "POST",
      path,
      { name, days },
    );
    const made = items.find((each) => each.name === name);
    if (made === undefined) throw new Error(`There is no link “${name}”.`);
    return { ...made, path: new URL(made.url).pathname };
  };
  const ended = await linked("上季度复盘会", 7);
  await lead.call("DELETE", `dashboard-links/${ended.id}`);
  const open = await linked("总部大屏", 90);
  const { person } = await lead.call<{ person: { id: string } }>("GET", "workspace");
  const { id } = await lead.call<{ id: string }>("POST", `${COCKPIT}/deliveries`, {
    name: "客服驾驶舱周报",
    when: { every: "week", at: "09:00", days: [0] },
    people: [person.id],
    roles: ["service_desk.agent"],
    via: ["mail", "inapp"],
  });
  await lead.call("POST", `deliveries/${id}/try`);
  const refusal = await linkIn(mails, /\/u\/[\w.-]+/);
  return { open: open.path, ended: ended.path, refusal };
}
