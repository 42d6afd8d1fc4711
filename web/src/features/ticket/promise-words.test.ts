// @vitest-environment node
import i18next from "i18next";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { speak } from "../../designer/inputs/testing";
import { promiseWords } from "./promise-words";

const urgent = { field: "urgency", label: "紧急程度", from: "普通", to: "非常紧急" };
const hours = (n: number, time: "working" | "wall" = "working") => ({ hours: n, time });
const clock = (
  name: "first_response" | "resolution",
  before: object | null,
  target: object | null,
) => ({ clock: name, before, target, due_at: null }) as never;

describe("a promise that was made anew", () => {
  beforeAll(() => speak("zh-CN"));
  afterAll(() => vi.unstubAllGlobals());

  it("says because of what it is which", async () => {
    await speak("zh-CN");
    const data = {
      policy: "非常紧急",
      changes: [urgent],
      clocks: [
        clock("first_response", hours(2), { minutes: 30, time: "wall" }),
        clock("resolution", hours(16), hours(4)),
      ],
    };
    expect(promiseWords(data, i18next.t)).toEqual({
      main: "因紧急程度改为非常紧急，首次响应时限改为 30 分钟，解决时限改为 4 工作小时",
      more: "服务策略：非常紧急",
    });
    await speak("en");
    expect(
      promiseWords(
        { ...data, changes: [{ ...urgent, label: "Urgency", to: "Critical" }] },
        i18next.t,
      ).main,
    ).toBe(
      "Urgency became Critical: the first response is now promised within 30 minutes, the resolution is now promised within 4 working hours",
    );
  });

  it("says what is promised no more, and that nothing is another one than before", async () => {
    await speak("zh-CN");
    const none = { policy: null, changes: [], clocks: [clock("resolution", hours(4), null)] };
    expect(promiseWords(none, i18next.t)).toEqual({
      main: "不再承诺解决时限",
      more: "按其他工单的时限",
    });
    const same = {
      policy: "投诉",
      changes: [{ ...urgent, to: "" }],
      clocks: [clock("resolution", hours(4), hours(4))],
    };
    expect(promiseWords(same, i18next.t).main).toBe("因紧急程度已清空，服务策略换了，时限不变");
  });
});
