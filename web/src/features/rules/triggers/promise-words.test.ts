import i18next from "i18next";
import { expect, it } from "vitest";
import { english } from "../../../i18n/texts";
import type { TriggerSaying } from "../trigger-face";
import { triggerFace } from "./promise";

it("is said in one English sentence", async () => {
  const texts = i18next.createInstance();
  await texts.init({ lng: "en", resources: { en: { translation: english } } });
  const form = { name: "Tickets", policies: [{ key: "vip", name: "VIP" }] };
  const saying = { form, t: texts.t } as unknown as TriggerSaying;
  const said = (when: object) =>
    texts.t("rules.say.rule", {
      when: triggerFace.say({ kind: "promise", ...when } as never, saying),
      // biome-ignore lint/suspicious/noThenProperty: the text names it so
      then: "send a message",
    });
  expect(said({ clock: "resolution", level: "missed" })).toBe(
    "When the resolution of Tickets is missed, send a message.",
  );
  expect(said({ clock: "first_response", level: "near" })).toBe(
    "When the first response of Tickets is nearly due, send a message.",
  );
  expect(said({ level: "missed" })).toBe(
    "When a promised time of Tickets is missed, send a message.",
  );
  const when = { kind: "promise", clock: "resolution", level: "missed" } as never;
  expect(triggerFace.brief(when, saying)).toBe("Resolution missed");
});
