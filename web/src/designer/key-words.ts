/** Words of service desks in English, for keys that those who write queries and connect programs can read. Pure. */

/** What is called so as a whole, or the longest part of what it is called. An empty word says nothing of its own. */
const WORDS: Readonly<Record<string, string>> = {
  // Forms, flows and parts of an app.
  客户服务: "service_desk",
  客户档案: "customer",
  服务工单: "ticket",
  维修工单: "repair",
  工单: "ticket",
  流程: "flow",
  规则: "rule",
  看板: "board",
  驾驶舱: "cockpit",
  客服驾驶舱: "cockpit",
  工作时间: "office",
  上班时间: "office",
  客服上班时间: "office",
  问卷: "survey",
  // People.
  客户: "customer",
  用户: "user",
  联系人: "contact",
  客服: "agent",
  客服部: "service",
  客服组: "service",
  售后部: "after_sales",
  售后组: "after_sales",
  技术部: "tech",
  技术组: "tech",
  技术支持部: "tech",
  技术支持组: "tech",
  维修组: "repair",
  主管: "supervisor",
  经理: "manager",
  处理人: "assignee",
  负责人: "owner",
  申请人: "applicant",
  工程师: "engineer",
  销售: "sales",
  部门: "department",
  公司: "company",
  // What is asked for.
  姓名: "name",
  名称: "name",
  客户姓名: "customer_name",
  联系电话: "phone",
  手机号: "mobile",
  手机号码: "mobile",
  手机: "mobile",
  电话: "phone",
  邮箱: "email",
  电子邮箱: "email",
  邮件: "mail",
  地址: "address",
  编号: "number",
  单号: "number",
  订单: "order",
  订单号: "order_number",
  合同: "contract",
  产品: "product",
  商品: "product",
  设备: "device",
  型号: "model",
  序列号: "serial_number",
  版本: "version",
  数量: "quantity",
  金额: "amount",
  价格: "price",
  费用: "cost",
  日期: "date",
  时间: "time",
  开始: "start",
  结束: "end",
  期望: "expected",
  完成: "completion",
  购买: "purchase",
  上门: "visit",
  来源: "source",
  渠道: "channel",
  区域: "region",
  地区: "region",
  城市: "city",
  标题: "title",
  主题: "subject",
  内容: "content",
  描述: "description",
  说明: "notes",
  备注: "remarks",
  附件: "attachments",
  照片: "photos",
  图片: "images",
  问题: "problem",
  故障: "fault",
  类型: "type",
  类别: "category",
  分类: "category",
  级别: "level",
  等级: "level",
  优先级: "priority",
  紧急程度: "urgency",
  状态: "status",
  处理状态: "status",
  问题描述: "description",
  故障描述: "fault_description",
  解决方案: "solution",
  处理结果: "result",
  结果: "result",
  原因: "cause",
  根本原因: "root_cause",
  故障原因: "fault_cause",
  满意度: "satisfaction",
  评分: "score",
  建议: "suggestion",
  新: "new",
  // What is chosen.
  产品咨询: "product",
  技术支持: "support",
  投诉建议: "complaint",
  投诉: "complaint",
  售后服务: "after_sales",
  售后: "after_sales",
  咨询: "question",
  报修: "repair",
  维修: "repair",
  安装: "installation",
  退款: "refund",
  退货: "return",
  换货: "exchange",
  其他: "other",
  其它: "other",
  是: "yes",
  否: "no",
  高: "high",
  中: "medium",
  低: "low",
  普通: "normal",
  紧急: "urgent",
  非常紧急: "critical",
  待处理: "new",
  处理中: "processing",
  已解决: "solved",
  已关闭: "closed",
  // Steps and rules.
  提交: "submit",
  处理: "handle",
  审核: "review",
  审批: "approval",
  确认: "confirm",
  归档: "archive",
  通知: "notice",
  提醒: "reminder",
  升级: "escalation",
  超时: "overdue",
  回访: "follow_up",
  自动回复: "confirmation",
  满意度调研: "survey",
  的: "",
};

const LONGEST = Math.max(...Object.keys(WORDS).map((word) => word.length));

/** The words of a Chinese name in English, the longest first; null where one of them is unknown. */
export function englishWords(text: string): string[] | null {
  const found: string[] = [];
  for (let at = 0; at < text.length; ) {
    const latin = /^[A-Za-z0-9]+/.exec(text.slice(at))?.[0];
    if (latin) {
      found.push(latin.toLowerCase());
      at += latin.length;
      continue;
    }
    if (/^[\s\-_/·]/.test(text.slice(at))) {
      at += 1;
      continue;
    }
    const length = lengthAt(text, at);
    if (length === 0) return null;
    const word = WORDS[text.slice(at, at + length)];
    if (word) found.push(word);
    at += length;
  }
  return found.length > 0 ? found : null;
}

function lengthAt(text: string, at: number): number {
  for (let length = Math.min(LONGEST, text.length - at); length > 0; length -= 1) {
    if (Object.hasOwn(WORDS, text.slice(at, at + length))) return length;
  }
  return 0;
}
