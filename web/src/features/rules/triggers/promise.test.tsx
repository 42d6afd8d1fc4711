import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { useState } from "react";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { TICKET } from "../../../designer/inputs/sample";
import { speak } from "../../../designer/inputs/testing";
import type { When } from "../rule-document";
import { triggerFace } from "./promise";

const FORM = {
  ...TICKET,
  policies: [{ key: "critical", name: "非常紧急" }],
  levels: [
    { key: "slow", name: "该回了", policy: "critical", clock: "first_response" },
    { key: "orange", name: "橙", policy: "critical", clock: "resolution" },
  ],
};
let now: When;

function Clause() {
  const [when, set] = useState<When>({
    event: "promise",
    form: "ticket",
    ...triggerFace.start(FORM),
  });
  now = when;
  const { Words } = triggerFace;
  if (!Words) return null;
  return (
    <Words
      when={when}
      onChange={(settings) => set((was) => ({ ...was, ...settings }))}
      form={FORM}
      around={{}}
      problems={[]}
    />
  );
}

async function choose(slot: RegExp, option: RegExp) {
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: slot }));
  await user.click(await screen.findByRole("option", { name: option }));
}

beforeAll(() => speak("zh-CN"));
afterEach(cleanup);

describe("a rule on a service time", () => {
  it("says which policy, which clock, and whether it is near or missed", async () => {
    render(<Clause />);
    expect(now).toMatchObject({ level: "missed", clock: "resolution" });
    await choose(/^服务策略/, /^非常紧急/);
    await choose(/^哪个时限/, /^首次响应/);
    await choose(/^快到还是超时/, /^快到期/);
    expect(now).toMatchObject({ level: "near", clock: "first_response", policy: "critical" });
    const saying = { form: FORM, around: {}, t: i18next.t };
    expect(triggerFace.say(now, saying)).toBe(`${FORM.name}（非常紧急）的首次响应快到期时`);
    await choose(/^服务策略/, /^不限策略/);
    await choose(/^哪个时限/, /^任一时限/);
    expect([now.policy, now.clock]).toEqual([undefined, undefined]);
    expect(triggerFace.brief(now, saying)).toBe("任一时限快到期");
  }, 30_000);

  it("names the levels of the policy and time that it is about", async () => {
    render(<Clause />);
    await choose(/^服务策略/, /^非常紧急/);
    await choose(/^快到还是超时/, /^到达「橙」/);
    expect(now).toMatchObject({ level: "orange", clock: "resolution", policy: "critical" });
    const saying = { form: FORM, around: {}, t: i18next.t };
    expect(triggerFace.say(now, saying)).toBe(`${FORM.name}（非常紧急）的解决到达「橙」时`);
    await choose(/^哪个时限/, /^首次响应/);
    await userEvent.setup().click(screen.getByRole("button", { name: /^快到还是超时/ }));
    const offered = (await screen.findAllByRole("option")).map((each) => each.textContent);
    // The one that was chosen stays, though it is of another time.
    expect(offered).toEqual(
      expect.arrayContaining(["快到期", "超时", "到达「该回了」", "到达「橙」"]),
    );
  }, 30_000);

  it("reads as one sentence in English", async () => {
    await i18next.changeLanguage("en");
    const saying = { form: FORM, around: {}, t: i18next.t };
    const when = { ...now, level: "missed", clock: "resolution", policy: undefined };
    expect(triggerFace.say(when, saying)).toBe(`the resolution of ${FORM.name} is missed`);
    expect(triggerFace.brief(when, saying)).toBe("Resolution missed");
  });
});
