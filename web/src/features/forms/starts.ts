import type { AppModel } from "../../designer/app-model";
import { entryOf, type FieldEntry } from "../../designer/catalogue";
import type { Document, Operation } from "../../designer/document";
import { changeForm, type Piece } from "./acts";

/** What a form may begin with. Texts in both languages, since nobody has changed them yet. */
export interface Start {
  key: "ticket" | "customer";
  /** What it is for stands in its words; the form only becomes it when it is chosen. */
  icon: "ticket" | "person";
  /** Short forms need no headings: their only part has none. */
  sections: readonly { section?: Document; columns?: number; fields: readonly Piece[] }[];
  form: Readonly<Record<string, unknown>>;
}

const say = (chinese: string, english: string) => ({ "zh-CN": chinese, en: english });

const CUSTOMER: Start = {
  key: "customer",
  icon: "person",
  sections: [
    {
      fields: [
        { key: "name", settings: { type: "text", label: say("客户姓名", "Name"), required: true } },
        {
          key: "phone",
          settings: { type: "mobile", label: say("联系电话", "Phone"), unique: true },
        },
        { key: "email", settings: { type: "email", label: say("邮箱", "Email") } },
      ],
    },
  ],
  form: { title: "name" },
};

function ticket(customers: string | undefined): Start {
  const fill = customers
    ? {
        fill: {
          from: customers,
          match: "phone",
          set: { customer_name: "name", customer_email: "email" },
        },
      }
    : {};
  return {
    key: "ticket",
    icon: "ticket",
    sections: [
      {
        section: say("客户", "Customer"),
        columns: 2,
        fields: [
          {
            key: "customer_phone",
            settings: { type: "mobile", label: say("联系电话", "Phone"), required: true, ...fill },
          },
          {
            key: "customer_name",
            settings: { type: "text", label: say("客户姓名", "Name"), required: true },
          },
          { key: "customer_email", settings: { type: "email", label: say("客户邮箱", "Email") } },
        ],
      },
      {
        section: say("问题", "Problem"),
        fields: [
          { key: "urgency", settings: { type: "priority", label: say("紧急程度", "Urgency") } },
          {
            key: "description",
            settings: {
              type: "multiline",
              label: say("问题描述", "Description"),
              required: true,
              max_length: 20_000,
            },
          },
          {
            key: "attachments",
            settings: {
              type: "files",
              label: say("附件", "Attachments"),
              max_files: 10,
              max_mb: 50,
            },
          },
        ],
      },
      {
        section: say("处理", "Handling"),
        fields: [
          {
            key: "status",
            settings: { type: "status", label: say("处理状态", "Status"), public: "read" },
          },
          {
            key: "assignee",
            settings: { type: "member", label: say("处理人", "Assignee"), internal: true },
          },
          {
            key: "solution",
            settings: { type: "multiline", label: say("解决方案", "Solution"), internal: true },
          },
        ],
      },
    ],
    form: { number: { prefix: "GD", date: "yyyyMMdd", digits: 4, reset: "day" } },
  };
}

/** The beginnings that make sense in this app. */
export function startsFor(model: AppModel, own: string): readonly Start[] {
  const customers = model.forms.find(
    (form) =>
      form.key !== own && ["name", "phone", "email"].every((key) => form.field(key) !== undefined),
  );
  return [ticket(customers?.key), CUSTOMER];
}

/** The operations that make an empty form begin so; kinds of controls this version lacks are left out. */
export function beginWith(start: Start, entries: readonly FieldEntry[]): Operation[] {
  let at = 0;
  const operations: Operation[] = [];
  for (const [place, section] of start.sections.entries()) {
    const fields = section.fields.flatMap((piece) => {
      const entry = entryOf(entries, piece.settings.type);
      return entry ? [{ ...piece, settings: { ...entry.start, ...piece.settings } }] : [];
    });
    for (const { key, settings } of fields) {
      operations.push({ do: "add", element: "field", at: [key], value: settings, place: at });
      at += 1;
    }
    if (section.section === undefined) continue;
    operations.push({
      do: "add",
      element: "section",
      at: [place],
      place,
      value: {
        section: section.section,
        ...(section.columns ? { columns: section.columns } : {}),
        fields: fields.map((piece) => piece.key),
      },
    });
  }
  return [...operations, changeForm(start.form)];
}
