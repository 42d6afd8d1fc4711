import { expect, test } from "vitest";
import { suggestKey } from "./pinyin";

const free = () => false;

test.each([
  ["问题类型", "problem_type"],
  ["根本原因", "root_cause"],
  ["客户姓名", "customer_name"],
  ["客户的邮箱", "customer_email"],
  ["产品咨询", "product"],
  ["售后服务", "after_sales"],
  ["工单流程", "ticket_flow"],
  ["技术支持组", "tech"],
  ["SN 编号", "sn_number"],
])("usual words of service desks become English: %s", (label, key) => {
  expect(suggestKey(label, free, "field")).toBe(key);
});

test.each([
  ["水表读数", "shui_biao_du_shu"],
  ["新奇的问题", "xin_qi_de_wen_ti"],
  ["Serial number", "serial_number"],
  ["？", "field"],
])("anything else is written as it sounds: %s", (label, key) => {
  expect(suggestKey(label, free, "field")).toBe(key);
});

test("a key that is taken gets a number", () => {
  expect(suggestKey("问题类型", (key) => key === "problem_type", "field")).toBe("problem_type_2");
});
