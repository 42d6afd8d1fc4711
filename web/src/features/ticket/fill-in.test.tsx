import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import i18next from "i18next";
import { type ReactNode, useState } from "react";
import { initReactI18next } from "react-i18next";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, expect, it } from "vitest";
import { standInForParts } from "../../../tests/browser";
import type { Activity, Field, Form, RecordDetail } from "../../api/types";
import { english } from "../../i18n/texts";

const field = (key: string, type: string): Field =>
  ({ key, type, label: key, required: false, internal: false, access: "write" }) as Field;

const FORM = {
  key: "service_desk.ticket",
  name: "Ticket",
  case: true,
  title_field: "name",
  fields: [field("name", "text"), field("phone", "mobile"), field("mail", "email")],
  layout: [{ section: "Customer", columns: 1, fields: ["name", "phone", "mail"] }],
} as unknown as Form;

const RECORD = {
  id: "r",
  values: { name: "Zhang", phone: "13800138000", mail: null },
  related: { people: {}, files: {} },
  access: {
    can: ["read", "update"],
    fields: { name: "write", phone: "write", mail: "write" },
    comment: ["internal", "public"],
  },
} as unknown as RecordDetail;

const PLACE = { form: FORM.key, id: RECORD.id };

const SKIPPED = {
  id: "1",
  at: "2026-11-23T01:00:00Z",
  type: "message",
  actor: { kind: "system", id: null, name: null },
  data: {
    via: "mail",
    to: null,
    field: "mail",
    state: "skipped",
    subject: "Received",
    reason: "no mail address",
  },
} as unknown as Extract<Activity, { type: "message" }>;

const SENT = { ...SKIPPED, data: { ...SKIPPED.data, to: "a@b.example", state: "sent" as const } };

// The screens ask for the width of the window as soon as they are loaded.
async function parts() {
  const [stream, fields, surface, customer, draft] = await Promise.all([
    import("./stream-items"),
    import("./fields-part"),
    import("../records/field-surface"),
    import("../records/customer-of"),
    import("./draft"),
  ]);
  return { ...stream, ...fields, ...surface, ...customer, ...draft };
}

beforeAll(async () => {
  await i18next
    .use(initReactI18next)
    .init({ lng: "en", resources: { en: { translation: english } } });
  standInForParts();
  // Reading the parts for the first time takes as long as the machine is busy.
  await parts();
}, 60_000);
afterEach(cleanup);

function around(children: ReactNode) {
  return (
    <QueryClientProvider client={new QueryClient()}>
      <MemoryRouter>{children}</MemoryRouter>
    </QueryClientProvider>
  );
}

it("offers the missing address only where it is missing and may be written", async () => {
  const { lacksAddress, fieldToFill } = await parts();
  expect(lacksAddress(SKIPPED)).toBe(true);
  expect(lacksAddress(SENT)).toBe(false);
  expect(fieldToFill(RECORD, "mail")).toBe("mail");
  expect(fieldToFill({ ...RECORD, values: { mail: "a@b.example" } }, "mail")).toBeNull();
  const { access } = RECORD;
  expect(fieldToFill({ ...RECORD, access: { ...access, can: ["read"] } }, "mail")).toBeNull();
  const fields = { ...access.fields, mail: "read" as const };
  expect(fieldToFill({ ...RECORD, access: { ...access, fields } }, "mail")).toBeNull();
});

it("leads from the message that was not sent to the field that is missing", async () => {
  const { StreamEvent, FieldsPart, FieldSurface, useDraft } = await parts();
  function Page() {
    const [wanted, setWanted] = useState<string | null>(null);
    const [draft, changeDraft] = useDraft("me", "r", FORM.fields);
    return (
      <FieldSurface form={FORM} related={RECORD.related}>
        <StreamEvent entry={SENT} place={PLACE} name="" onFillIn={() => setWanted("phone")} />
        <StreamEvent entry={SKIPPED} place={PLACE} name="" onFillIn={() => setWanted("mail")} />
        <FieldsPart
          form={FORM}
          record={RECORD}
          draft={draft}
          changeDraft={changeDraft}
          hidden={[]}
          flowRuns={false}
          erased={[]}
          wanted={wanted}
          onFound={() => setWanted(null)}
        />
      </FieldSurface>
    );
  }
  render(around(<Page />));
  expect(screen.queryByLabelText("mail")).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "Fill in" }));
  expect(document.activeElement).toBe(screen.getByLabelText("mail"));
  expect(document.activeElement?.getAttribute("type")).toBe("email");
});

it("keeps what is typed into a field when one looks elsewhere, until it is saved or given up", async () => {
  const { FieldsPart, FieldSurface, useDraft } = await parts();
  localStorage.clear();
  function Page() {
    const [draft, changeDraft] = useDraft("me", "r", FORM.fields);
    const more = { hidden: [], flowRuns: false, erased: [], wanted: null, onFound: () => {} };
    return (
      <FieldSurface form={FORM} related={RECORD.related}>
        <FieldsPart form={FORM} record={RECORD} draft={draft} changeDraft={changeDraft} {...more} />
      </FieldSurface>
    );
  }
  const first = render(around(<Page />));
  fireEvent.click(screen.getByRole("button", { name: "Edit" }));
  fireEvent.change(screen.getByLabelText("mail"), { target: { value: "zhang@example.com" } });
  first.unmount();

  render(around(<Page />));
  expect(screen.getByLabelText("mail")).toHaveProperty("value", "zhang@example.com");
  fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(screen.queryByLabelText("mail")).toBeNull();
});
