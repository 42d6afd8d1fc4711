import { useQuery } from "@tanstack/react-query";
import type { Form, RecordDetail } from "../../api/types";
import { BesideBones } from "../../app/bones";
import { recordQuery } from "../../app/queries";
import { Trouble } from "../../app/trouble";
import { FieldSurface } from "../records/field-surface";
import { ErasePersonal } from "./erase-personal";
import { FilesPart } from "./files-part";
import { RuleButtons } from "./rule-buttons";
import { StepperBrief } from "./stepper";
import { TicketHead } from "./ticket-head";
import { useTicket } from "./use-ticket";
import "../records/list.css";
import "./ticket.css";
import "./ticket-side.css";
import "./stream.css";
import "./beside.css";

/** One record in the narrow column beside its list, with everything one can do. */
export function Beside({ form, id }: { form: Form; id: string }) {
  const record = useQuery(recordQuery(form.key, id));
  if (record.data) return <Opened key={id} form={form} record={record.data} />;
  if (record.error) return <Trouble error={record.error} retry={() => void record.refetch()} />;
  return <BesideBones />;
}

function Opened({ form, record }: { form: Form; record: RecordDetail }) {
  const parts = useTicket(form, record, { brief: true });
  const shared = { form, record };
  return (
    <FieldSurface form={form} related={record.related}>
      <div className="beside-body">
        <TicketHead {...shared} task={parts.task} brief />
        <StepperBrief steps={parts.steps} />
        {parts.now}
        <RuleButtons {...shared} />
        {parts.customer}
        {parts.rest}
        <FilesPart {...shared} />
        <ErasePersonal {...shared} />
        {parts.stream}
      </div>
      <div className="beside-present">{parts.present}</div>
      {parts.composer}
      {parts.dialogs}
    </FieldSurface>
  );
}
