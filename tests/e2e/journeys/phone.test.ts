import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { administrator } from "../support/product.ts";
import { journey, phone } from "../support/story.ts";

/** A button that a thumb reaches and hits: in the lower part of the screen, high and wide enough. */
async function underThumb(button: Locator): Promise<void> {
  const box = await button.boundingBox();
  assert.ok(box !== null, "there is no such button");
  assert.ok(box.height >= 44 && box.width >= 44, `${box.width} × ${box.height} px is too small`);
  assert.ok(box.y >= phone.height / 2, `the button stands at ${box.y} px of ${phone.height}`);
  assert.ok(box.y + box.height <= phone.height, "the button is below the edge of the screen");
}

journey(
  "an administrator sets the desk up and solves a ticket on a phone, in English",
  { folder: "phone", founded: false },
  async (story) => {
    const boss = await story.person("boss", { size: phone, language: "en" });
    const customer = await story.person("customer", { size: phone, language: "en" });
    const { page } = boss;
    const link = await story.product.setupLink();
    let number = "";
    let form = "";

    await story.step("before the set-up the sign-in page tells what to do", async () => {
      await boss.open("/");
      await boss.sees("open the one-time link");
      await boss.look("01-not-set-up");
    });

    await story.step("opens the one-time link and leaves out too much", async () => {
      await boss.open(link);
      await boss.sees(page.getByRole("heading", { name: "Get started" }));
      await boss.look("02-set-up");
      await page.getByRole("button", { name: "Done, open the desk" }).tap();
      await boss.sees(page.getByText("Please fill this in"));
      await boss.look("03-set-up-incomplete");
    });

    await story.step("fills it in and takes the ready-made app", async () => {
      await page.getByLabel("Company").fill("Huashan Tech");
      await page.getByLabel("Your name").fill("Wang Min");
      await page.getByLabel("Mail or mobile (to sign in)").fill(administrator.login);
      await page.getByLabel("Password", { exact: true }).fill(administrator.password);
      const address = await page.getByLabel("Address", { exact: true }).inputValue();
      assert.equal(address, story.product.url, "the suggested address leads elsewhere");
      await page.getByRole("radio", { name: /^Service desk/ }).check();
      await page.getByRole("button", { name: "Done, open the desk" }).tap();
      await boss.sees(page.getByRole("heading", { name: /^Hello/ }));
      await boss.look("04-tasks-none");
    });

    await story.step("the link works once", async () => {
      await customer.open(link);
      await customer.sees(customer.page.getByRole("heading", { name: "Already set up" }));
      await customer.look("05-set-up-done");
    });

    await story.step("shares the form", async () => {
      await page.getByRole("link", { name: "Tickets" }).tap();
      await boss.sees(page.getByRole("heading", { name: "Service ticket", exact: true }));
      await boss.look("06-list-none");
      await page.getByRole("button", { name: "Share form" }).tap();
      const share = page.locator(".share");
      await boss.sees(share.getByRole("img", { name: /QR code/ }));
      await boss.look("07-share");
      form = (await share.getByText(/^https?:\/\/.*\/f\/ticket$/).innerText()).trim();
      assert.equal(form, `${story.product.url}/f/ticket`);
      await page.getByRole("heading", { name: "Service ticket", exact: true }).tap();
      await boss.missesNow(share);
    });

    await story.step(
      "goes back to the tasks; a customer writes, and the ticket is there",
      async () => {
        await page.getByRole("link", { name: "Tasks" }).tap();
        await boss.sees(page.getByRole("heading", { name: /^Hello/ }));
        await customer.open(form);
        await customer.page.getByLabel("Phone").fill("+85291234567");
        await customer.page.getByLabel("Name").fill("Chan Tai-man");
        await customer.page.getByLabel("Email").fill("chan@example.com");
        await customer.page.getByRole("radio", { name: "Complaint" }).tap();
        await customer.page.getByRole("radio", { name: "Critical" }).tap();
        await customer.page.getByLabel("Description").fill("The engineer did not come.");
        await customer.page.getByRole("button", { name: "Submit", exact: true }).tap();
        number = (await customer.page.locator(".p-number strong").innerText()).trim();
        await customer.look("08-thanks");
        await customer.page.getByRole("link", { name: "Follow progress" }).tap();
        await boss.sees(page.getByText(number));
        await boss.look("09-tasks");
      },
    );

    await story.step("the customer gets a mail", async () => {
      const mail = await story.mails.to("chan@example.com", number);
      assert.ok(mail.text.includes(number), mail.text);
    });

    await story.step("claims it", async () => {
      await page.getByRole("button", { name: "The engineer did not come." }).tap();
      await boss.sees(page.getByRole("heading", { name: "Waiting to be claimed" }));
      await boss.look("10-ticket");
      const claim = page.getByRole("button", { name: "Claim" });
      await underThumb(claim);
      await claim.tap();
      await boss.sees(page.getByRole("heading", { name: "Your turn" }));
      await boss.look("11-ticket-claimed");
    });

    await story.step("reads what happened and writes to the customer", async () => {
      await page.getByRole("tab", { name: /^Activity/ }).tap();
      await boss.sees(page.getByRole("textbox", { name: "Reply to customer" }));
      await boss.look("12-stream");
      await page
        .getByRole("textbox", { name: "Reply to customer" })
        .fill("We are sorry. Tomorrow at nine?");
      await underThumb(page.getByRole("button", { name: "Send" }));
      await page.getByRole("button", { name: "Send" }).tap();
      await boss.sees(page.getByRole("article").filter({ hasText: "Tomorrow at nine?" }));
      await page.getByRole("tab", { name: "Customer", exact: true }).tap();
      await boss.sees("chan@example.com");
      await boss.look("13-customer");
      await page.getByRole("tab", { name: "Handle" }).tap();
    });

    await story.step("completes it under the thumb", async () => {
      const done = page.getByRole("button", { name: "Solved" });
      await underThumb(done);
      await done.tap();
      await boss.sees(page.locator("[data-field=solution] .f-error"));
      await boss.look("14-solution-missing");
      await page.getByLabel("Solution").fill("Sent another engineer.");
      await done.tap();
      await boss.sees(page.getByRole("heading", { name: "Waiting for the customer" }));
      await boss.look("15-waiting");
    });

    await story.step("the customer confirms, and the ticket is closed by itself", async () => {
      await customer.page.getByRole("button", { name: "Refresh progress" }).tap();
      await customer.sees("Tomorrow at nine?");
      await customer.look("16-confirm");
      await customer.page.getByRole("button", { name: /^Yes/ }).tap();
      await customer.sees(customer.page.getByRole("heading", { name: "Completed" }));
      await customer.look("17-closed");
      await boss.sees(page.getByText("Closed", { exact: true }));
      await boss.look("18-ticket-closed");
    });

    await story.step("looks at the list and the dashboard", async () => {
      await page.getByRole("button", { name: /^Back/ }).tap();
      await page.getByRole("link", { name: "Tickets" }).tap();
      await boss.sees(page.getByText(number));
      await boss.look("19-list");
      await page.getByRole("link", { name: "Boards" }).tap();
      await boss.sees(page.locator(".metric-number"));
      await boss.look("20-dashboard");
    });

    await story.step("nothing is polled", () => story.nobodyPolls());

    await story.step("signs out", async () => {
      await page.getByRole("link", { name: "Me", exact: true }).tap();
      await boss.sees(page.getByRole("heading", { name: "Wang Min" }));
      await boss.look("21-me");
      await page.getByRole("button", { name: "Sign out" }).tap();
      await boss.sees(page.getByRole("heading", { name: "Sign in" }));
      await boss.look("22-sign-in");
      await boss.open("/tasks");
      await page.waitForURL("**/sign-in**");
    });
  },
);
