import type { Form, RecordItem } from "../../api/types";
import { Moment, Status, Urgency } from "../../app/signs";
import { besides, unturned } from "../../fields/isolate";
import { customerFields, textOf } from "./customer-of";

/** A list on a phone: cards in one column. */
export function RecordCards({
  form,
  records,
  people,
  onOpen,
}: {
  form: Form;
  records: RecordItem[];
  people: Record<string, { name: string }>;
  onOpen: (id: string) => void;
}) {
  const status = form.fields.find((field) => field.type === "status");
  const priority = form.fields.find((field) => field.type === "priority");
  const member = form.fields.find((field) => field.type === "member");
  const { name, phone } = customerFields(form);
  return (
    <ul>
      {records.map((record) => {
        const state = status ? textOf(record.values, status.key) : "";
        const urgency = priority ? textOf(record.values, priority.key) : "";
        const who = member ? people[textOf(record.values, member.key)]?.name : undefined;
        const below = [
          name === form.title_field ? null : textOf(record.values, name),
          form.case ? who : textOf(record.values, phone),
          record.number,
        ];
        const when = (
          <span className="push whole">
            <Moment at={record.created_at} />
          </span>
        );
        return (
          <li key={record.id} className="job">
            {status && state ? (
              <div className="job-top">
                <Status field={status} value={state} />
                {when}
              </div>
            ) : null}
            <button type="button" className="job-title" onClick={() => onOpen(record.id)}>
              {priority && urgency ? <Urgency field={priority} value={urgency} bare /> : null}
              <span>{unturned(record.title)}</span>
            </button>
            <div className="job-sub">
              {besides(...below)}
              {status && state ? null : when}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
