/** 等待: for a time, until the date in a field, until a signal; what comes first ends it. */
import { Input, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { type Duration, DurationInput, Slot } from "../../../designer/inputs";
import { useFlow } from "../flow-desk";
import { isMap } from "../graph/flow";
import { AdvancedPanel } from "../panel/advanced";
import { Group, Labeled, useSetLabel, Wrong } from "../panel/part";
import type { NodeFace, PanelProps } from "./face";

const TIMES = ["date", "date_time"];

function Until({ node }: PanelProps) {
  const { t } = useTranslation();
  const { flow, form, around, set } = useFlow();
  const label = useSetLabel(node);
  const found = flow.nodes[node];
  const put = (values: Record<string, unknown>, merge?: string) =>
    set(node, values, label("wait"), merge);
  const fields = form.fields.filter((field) => TIMES.includes(field.type));
  const moment = found?.until_field;
  const ends = [found?.for, moment, found?.until].filter((each) => each !== undefined).length;
  const only = (set_: unknown) => set_ !== undefined && ends < 2;
  return (
    <>
      <Group
        title={t("flows.wait.for")}
        extra={
          <Switch
            size="small"
            checked={found?.for !== undefined}
            disabled={only(found?.for)}
            aria-label={t("flows.wait.for")}
            onChange={(on) => put({ for: on ? { days: 1 } : null })}
          />
        }
      >
        {found?.for ? (
          <DurationInput
            value={found.for as Duration}
            calendars={around.calendars ?? []}
            label={t("flows.wait.for")}
            onChange={(next) => put({ for: next })}
          />
        ) : null}
        <Wrong path={["nodes", node, "for"]} />
      </Group>
      <Group
        title={t("flows.wait.until_field")}
        hint={fields.length ? undefined : t("flows.wait.no_dates")}
        extra={
          <Switch
            size="small"
            checked={moment !== undefined}
            disabled={only(moment) || (!fields.length && moment === undefined)}
            aria-label={t("flows.wait.until_field")}
            onChange={(on) => put({ until_field: on ? fields[0]?.key : null })}
          />
        }
      >
        {moment !== undefined ? <Moment node={node} put={put} /> : null}
        <Wrong path={["nodes", node, "until_field"]} />
      </Group>
      <Group
        title={t("flows.wait.until")}
        hint={t("flows.wait.until_help")}
        extra={
          <Switch
            size="small"
            checked={found?.until !== undefined}
            disabled={only(found?.until)}
            aria-label={t("flows.wait.until")}
            onChange={(on) => put({ until: on ? "ready" : null })}
          />
        }
      >
        {found?.until !== undefined ? (
          <Labeled label={t("flows.wait.signal")}>
            <Input
              value={found.until}
              maxLength={40}
              onChange={({ target }) => put({ until: target.value }, `${node} until`)}
            />
          </Labeled>
        ) : null}
        <Wrong path={["nodes", node, "until"]} />
      </Group>
    </>
  );
}

function Moment({ node, put }: PanelProps & { put: (values: Record<string, unknown>) => void }) {
  const { t } = useTranslation();
  const { flow, form, around } = useFlow();
  const moment = flow.nodes[node]?.until_field;
  const field = isMap(moment) ? String(moment.field) : String(moment ?? "");
  const side =
    isMap(moment) && moment.before ? "before" : isMap(moment) && moment.after ? "after" : "at";
  const length = isMap(moment)
    ? ((moment.before ?? moment.after) as Duration | undefined)
    : undefined;
  const write = (key: string, where: string, by: Duration) =>
    put({ until_field: where === "at" ? key : { field: key, [where]: by } });
  const fields = form.fields.filter((each) => TIMES.includes(each.type));
  return (
    <p className="fl-say">
      <Slot
        label={t("flows.wait.until_field")}
        choices={fields.map((each) => ({ key: each.key, label: each.label }))}
        chosen={[field]}
        onChoose={([key]) => key && write(key, side, length ?? { hours: 2 })}
      />
      <Slot
        label={t("flows.wait.side")}
        tone="plain"
        choices={["at", "before", "after"].map((each) => ({
          key: each,
          label: t(`flows.wait.${each}`),
        }))}
        chosen={[side]}
        onChoose={([where]) => where && write(field, where, length ?? { hours: 2 })}
      />
      {length ? (
        <DurationInput
          value={length}
          calendars={around.calendars ?? []}
          label={t("flows.wait.side")}
          onChange={(next) => write(field, side, next)}
        />
      ) : null}
    </p>
  );
}

export const face: NodeFace = {
  icon: "clock",
  tone: "plain",
  tabs: [
    { key: "wait", at: ["for", "until_field", "until"], Panel: Until },
    { key: "advanced", at: ["type", "to"], Panel: AdvancedPanel },
  ],
};
