import assert from "node:assert/strict";
import { type Desk, deskAtWork } from "../support/desk-at-work.ts";
import { jumps } from "../support/look.ts";
import { signIn } from "../support/people.ts";
import { administrator } from "../support/product.ts";
import { type Device, desk, journey, type Person, phone } from "../support/story.ts";

const ticket = (id: string) => `/forms/service_desk.ticket/${id}`;

/** Every screen that has an address: its name, the address, and what shows that it is there. */
function addresses(made: Desk): [string, string, string][] {
  return [
    ["tasks", "/tasks", "[data-task]"],
    ["tasks-done", "/tasks?tab=done", "[data-task]"],
    ["tasks-started", "/tasks?tab=started", ".nothing"],
    ["tasks-cc", "/tasks?tab=cc", ".nothing"],
    ["tickets", "/forms/service_desk.ticket", "[data-record], .job, .card"],
    ["tickets-none", "/forms/service_desk.ticket?q=xyzzy", ".nothing"],
    ["customers", "/forms/service_desk.customer", "h1"],
    ["new-ticket", "/forms/service_desk.ticket?new=1", "[role=dialog]"],
    ["ticket-offered", ticket(made.offered.id), ".now"],
    ["ticket-claimed", ticket(made.claimed.id), ".now"],
    ["ticket-waiting", ticket(made.waiting.id), ".now"],
    ["ticket-closed", ticket(made.closed.id), "h1"],
    ["ticket-missing", ticket("01890000-0000-7000-8000-000000000000"), "h1, h2"],
    ["dashboard", "/dashboards", ".metric-number"],
    ["people", "/admin/people", "[role=cell], td, .job"],
    ["outbox", "/admin/messages", "h1"],
    ["settings", "/admin/settings", "form, .field"],
    ["me", "/me", "h1"],
    ["studio-app", "/studio/service_desk", ".studio-part-link"],
    [
      "studio-form",
      "/studio/service_desk/forms/ticket?at=fields.problem_type",
      ".d-settings, .d-sub",
    ],
    ["studio-flow", "/studio/service_desk/flows/ticket_flow", ".d-frame"],
    ["studio-rule", "/studio/service_desk/rules/critical", ".rl-page"],
    ["studio-board", "/studio/service_desk/dashboards/cockpit?at=widgets.by_type", ".d-frame"],
    ["studio-roles", "/studio/service_desk/roles", ".d-frame"],
    ["studio-missing", "/studio/service_desk/flows/nothing_here", "h1, h2"],
    ["first-run", "/welcome", ".first"],
    ["nowhere", "/nowhere", "h1, h2"],
    ["form", "/f/ticket", ".p-form"],
    ["form-unknown", "/f/nothing", "h1"],
    ["progress-received", made.offered.progress, ".p-status"],
    ["progress-working", made.claimed.progress, ".p-status"],
    ["progress-confirm", made.waiting.progress, ".p-status"],
    ["progress-closed", made.closed.progress, ".p-status"],
  ];
}

/** What a device is not asked to show again: it looks the same, or is shown in another story. */
const briefly =
  /^(tasks|tickets|ticket-claimed|dashboard|people|outbox|new-ticket|progress-confirm)$/;

/** The designers are looked at on desks, in light and dark; a phone shows the two that are used there. */
const dark = new RegExp(`${briefly.source}|^(studio-|first-run)`);
const thumb = /^(?!studio-)|^studio-(app|rule)$/;

/** On a desk the whole reason is there to be read, beside a title that is not squeezed for it. */
async function reasonsAreWhole({ page }: Person): Promise<void> {
  const cut = await page
    .locator("td .why")
    .evaluateAll((reasons) =>
      reasons.flatMap((each) =>
        each.scrollHeight > each.clientHeight || each.scrollWidth > each.clientWidth
          ? [each.textContent]
          : [],
      ),
    );
  assert.deepEqual(cut, []);
  assert.ok((await page.locator("td .why").count()) > 0);
  const title = await page.locator("td.title").first().boundingBox();
  assert.ok(title && title.width >= 220, `the title has ${title?.width} px`);
}

/** What browsers call good is 0.1. */
const STEADY = 0.05;

/** Nothing jumps while what the screen shows arrives. */
async function isSteady({ page }: Person, name: string): Promise<void> {
  const { sum, what } = await jumps(page);
  assert.ok(sum <= STEADY, `${name} jumps by ${sum.toFixed(3)}:\n${what.join("\n")}`);
}

async function walk(person: Person, prefix: string, made: Desk, which: RegExp): Promise<void> {
  for (const [name, address, sign] of addresses(made)) {
    if (which.test(name)) {
      await person.open(address);
      await person.page.locator(sign).first().waitFor({ state: "visible" });
      await person.atRest();
      await isSteady(person, `${prefix}-${name}`);
      await person.look(`${prefix}-${name}`);
      if (name === "tasks" && prefix.startsWith("desk")) {
        await reasonsAreWhole(person);
      }
    }
  }
}

journey(
  "every screen fits, speaks both languages and can be used by everyone",
  { folder: "screens", founded: true },
  async (story) => {
    story.expected.push(
      { status: 404, path: /\/records\/01890000-0000-7000-8000-000000000000/ },
      { status: 404, path: /\/public\/forms\/nothing$/ },
      { status: 404, path: /\/definitions\/flow\/service_desk\.nothing_here/ },
    );
    const made = await story.step("a desk at work", () => deskAtWork(story.product));
    const everything = /./;

    async function visit(name: string, device: Device, which: RegExp): Promise<Person> {
      return story.step(name, async () => {
        const person = await story.person(name, device);
        await signIn(person, administrator.login, administrator.password);
        await walk(person, name, made, which);
        return person;
      });
    }

    const [english] = await Promise.all([
      visit("desk-en", { size: desk, language: "en" }, everything),
      visit("desk-zh-dark", { size: desk, language: "zh-CN", dark: true }, dark),
      visit("phone-zh", { size: phone, language: "zh-CN" }, thumb),
      visit("desk-zh", { size: desk, language: "zh-CN" }, briefly),
      visit("phone-en", { size: phone, language: "en" }, briefly),
    ]);

    await story.step("dialogs and menus", async () => {
      const { page } = english;
      await english.open(ticket(made.claimed.id));
      await page.getByRole("button", { name: "Hand over" }).click();
      await english.sees(page.getByRole("dialog"));
      await page.getByRole("dialog").getByRole("button", { name: "Hand over" }).click();
      await english.look("desk-en-hand-over");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "More" }).click();
      await english.sees(page.getByRole("menu"));
      await english.look("desk-en-more");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Edit" }).click();
      await english.look("desk-en-edit");
      await english.open("/admin/people");
      await page.getByRole("button", { name: "李娜" }).click();
      await english.sees(page.getByRole("dialog"));
      await english.look("desk-en-person");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: /account$/ }).click();
      await english.look("desk-en-account");
    });

    await story.step("nothing is polled by any of them", async () => {
      const places = [
        "/tasks",
        "/forms/service_desk.ticket",
        ticket(made.claimed.id),
        "/dashboards",
      ];
      for (const address of [...places, "/admin/people", "/admin/messages", "/admin/settings"]) {
        await english.anotherPage(address);
      }
      await story.nobodyPolls();
    });
  },
);
