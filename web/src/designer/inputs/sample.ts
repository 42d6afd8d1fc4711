/** The form of the running example, for tests of the inputs. */
import type { ActionKind, Around, InputForm } from "./model";

export const TICKET: InputForm = {
  key: "ticket",
  name: "服务工单",
  fields: [
    { key: "customer_phone", type: "mobile", label: "联系电话" },
    { key: "customer_name", type: "text", label: "客户姓名" },
    { key: "customer_email", type: "email", label: "客户邮箱" },
    {
      key: "problem_type",
      type: "radio",
      label: "问题类型",
      options: [
        { key: "product", label: "产品咨询" },
        { key: "support", label: "技术支持" },
        { key: "complaint", label: "投诉建议" },
      ],
    },
    {
      key: "urgency",
      type: "priority",
      label: "紧急程度",
      options: [
        { key: "normal", label: "普通" },
        { key: "urgent", label: "紧急" },
        { key: "critical", label: "非常紧急" },
      ],
    },
    { key: "description", type: "multiline", label: "问题描述" },
    {
      key: "status",
      type: "status",
      label: "处理状态",
      options: [
        { key: "new", label: "待处理" },
        { key: "processing", label: "处理中" },
        { key: "solved", label: "已解决" },
        { key: "closed", label: "已关闭" },
      ],
    },
    { key: "assignee", type: "member", label: "处理人" },
    { key: "attachments", type: "files", label: "附件" },
    { key: "amount", type: "integer", label: "金额" },
    { key: "visit", type: "instant", label: "上门时间" },
    { key: "line", type: "divider", label: "分隔线" },
  ],
};

export const AROUND: Around = {
  roles: [
    { key: "agent", name: "客服" },
    { key: "supervisor", name: "主管" },
  ],
  teams: [
    { key: "service", name: "客服部" },
    { key: "tech", name: "技术支持组" },
  ],
  people: [
    { key: "0190a000-0000-7000-8000-000000000001", name: "张三", hint: "客服部" },
    { key: "0190a000-0000-7000-8000-000000000002", name: "李四" },
  ],
  calendars: [{ key: "office", name: "office" }],
  surveys: [{ key: "csat", name: "满意度" }],
  flows: [{ key: "ticket_flow", name: "工单流程" }],
};

export const ACTIONS: ActionKind[] = [
  { key: "notify", name: "通知" },
  { key: "set_fields", name: "修改字段" },
  { key: "assign", name: "分派" },
  { key: "escalate", name: "升级" },
  { key: "comment", name: "写备注" },
  { key: "send_survey", name: "发满意度问卷" },
  { key: "start_flow", name: "启动流程" },
];
