import { describe, expect, it } from "vitest";
import { freeKey, suggestKey } from "./name-key";

const NONE = new Set<string>();

describe("a key for a name", () => {
  it("is what the name's letters give", () => {
    expect(freeKey("Spare parts (2026)", NONE)).toBe("spare_parts_2026");
    expect(freeKey("2nd line", NONE)).toBe("nd_line");
    expect(freeKey("。。。", NONE, 20, "app")).toBe("app");
  });

  it("is numbered when somebody has it, within its bound", () => {
    expect(freeKey("Parts", new Set(["parts", "parts_2"]))).toBe("parts_3");
    expect(freeKey("spare parts of machines", new Set(["spare_parts"]), 14)).toBe("spare_parts_2");
  });

  it("is pinyin for Chinese", async () => {
    expect(await suggestKey("客户服务", NONE)).toBe("ke_hu_fu_wu");
    expect(await suggestKey("VIP 客户", NONE)).toBe("vip_ke_hu");
    expect((await suggestKey("设备售后服务管理系统平台", NONE, 20)).length).toBeLessThanOrEqual(20);
  });
});
