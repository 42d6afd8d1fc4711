import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Dropdown } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../../api/client";
import { Bones } from "../../../app/bones";
import { Icon } from "../../../app/icon";
import { useWorkspace } from "../../../app/queries";
import { useSaying } from "../../../app/saying";
import { Trouble } from "../../../app/trouble";
import { type Delivery, draftOf, newDraft, rhythmWords } from "./delivery-draft";
import { DeliveryForm } from "./delivery-form";
import type { Shown } from "./shown";

type Verb = "pause" | "resume" | "try" | "refuse" | "accept" | "remove";

/** What is sent of a dashboard: those that concern the person, and a new one. */
export function Deliveries({
  dashboard,
  name,
  shown,
}: {
  dashboard: string;
  name: string;
  shown: Shown;
}) {
  const { t, i18n } = useTranslation();
  const { person } = useWorkspace();
  const [editing, setEditing] = useState<Delivery | "new" | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ["deliveries", dashboard],
    queryFn: ({ signal }) =>
      call(
        api.GET("/dashboards/{key}/deliveries", { params: { path: { key: dashboard } }, signal }),
      ),
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ runs }) => runs.some((run) => run.state === "waiting"))
        ? 2000
        : false,
  });
  if (error && !data) return <Trouble error={error} retry={() => void refetch()} />;
  if (!data) return <Bones rows={3} height={72} />;
  if (editing) {
    const edited = editing === "new" ? null : editing;
    const fresh = newDraft(t("sending.new_name", { name }), person.id, i18n.language);
    return (
      <DeliveryForm
        key={edited?.id ?? "new"}
        dashboard={dashboard}
        list={data}
        shown={shown}
        edited={edited}
        start={edited ? draftOf(edited) : { ...fresh, ...filterOf(shown) }}
        onDone={() => setEditing(null)}
      />
    );
  }
  return (
    <>
      <p className="sd-help">{t("sending.help")}</p>
      {!data.reachable ? (
        <p className="sd-warn" role="note">
          <Icon name="alert" size="s" />
          <span>{t("sending.unreachable")}</span>
        </p>
      ) : null}
      <ul className="sd-list">
        {data.items.map((each) => (
          <Item
            key={each.id}
            dashboard={dashboard}
            delivery={each}
            onEdit={() => setEditing(each)}
          />
        ))}
      </ul>
      {data.items.length === 0 ? <p className="sd-none">{t("sending.none")}</p> : null}
      <button type="button" className="btn btn-primary" onClick={() => setEditing("new")}>
        <Icon name="plus" />
        {t("sending.new")}
      </button>
    </>
  );
}

/** As the organization's clock shows it, which is the one it was set by. */
function inZone(at: string, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date(at));
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  return `${of("year")}-${of("month")}-${of("day")} ${of("hour")}:${of("minute")}`;
}

function filterOf({ filter, address }: Shown) {
  return { filter: [...filter], address };
}

function Item({
  dashboard,
  delivery,
  onEdit,
}: {
  dashboard: string;
  delivery: Delivery;
  onEdit: () => void;
}) {
  const { t } = useTranslation();
  const { zone } = useWorkspace();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const act = useMutation({
    mutationFn: async (verb: Verb) => {
      const path = { delivery_id: delivery.id };
      if (verb === "remove")
        await call(api.DELETE("/deliveries/{delivery_id}", { params: { path } }));
      else
        await call(
          api.POST("/deliveries/{delivery_id}/{verb}", { params: { path: { ...path, verb } } }),
        );
    },
    onSuccess: async (_, verb) => {
      await queries.invalidateQueries({ queryKey: ["deliveries", dashboard] });
      done(t(`sending.did_${verb}`));
    },
    onError: (error) => failed(error),
  });
  const [asking, setAsking] = useState(false);
  const [last] = delivery.runs;
  const items = [
    { key: "try", label: t("sending.try") },
    ...(delivery.may_change
      ? [
          { key: "edit", label: t("sending.edit") },
          ...(delivery.state === "on" ? [{ key: "pause", label: t("sending.pause") }] : []),
          ...(delivery.state === "paused" ? [{ key: "resume", label: t("sending.resume") }] : []),
        ]
      : []),
    ...(delivery.reaches_me
      ? [
          delivery.refused
            ? { key: "accept", label: t("sending.accept") }
            : { key: "refuse", label: t("sending.refuse") },
        ]
      : []),
    ...(delivery.may_change ? [{ key: "remove", label: t("sending.remove"), danger: true }] : []),
  ];
  return (
    <li className={`sd-item is-${delivery.state}`}>
      <div className="sd-item-head">
        <b className="clip">{delivery.name}</b>
        {delivery.state === "on" ? null : (
          <span className="sd-state">{t(`sending.state_${delivery.state}`)}</span>
        )}
        {delivery.refused ? <span className="sd-state">{t("sending.refused")}</span> : null}
        <Dropdown
          trigger={["click"]}
          menu={{
            items,
            onClick: ({ key }) => {
              if (key === "edit") onEdit();
              else if (key === "remove") setAsking(true);
              else act.mutate(key as Verb);
            },
          }}
        >
          <button
            type="button"
            className="btn btn-plain btn-icon"
            aria-label={t("sending.more", { name: delivery.name })}
          >
            <Icon name="more" />
          </button>
        </Dropdown>
      </div>
      <p className="sd-item-when">
        {rhythmWords(draftOf(delivery).when, t)}
        {delivery.next_at
          ? ` · ${t("sending.next", { at: inZone(delivery.next_at, zone) })}`
          : null}
      </p>
      <p className="sd-item-by">{t("sending.by", { name: delivery.owner.name })}</p>
      {delivery.reason ? (
        <p className="sd-warn" role="note">
          <Icon name="alert" size="s" />
          <span>{delivery.reason}</span>
        </p>
      ) : null}
      {asking ? (
        <p className="sd-ask" role="alert">
          <span>{t("sending.remove_sure")}</span>
          <button type="button" className="btn btn-small" onClick={() => setAsking(false)}>
            {t("dialog.cancel")}
          </button>
          <button
            type="button"
            className="btn btn-small btn-danger"
            disabled={act.isPending}
            onClick={() => act.mutate("remove")}
          >
            {t("sending.remove")}
          </button>
        </p>
      ) : null}
      {last?.state === "failed" ? (
        <div className="sd-warn" role="note">
          <Icon name="alert" size="s" />
          <span>{last.reason}</span>
          <Again dashboard={dashboard} delivery={delivery} run={last.id} />
        </div>
      ) : null}
      {last ? <Runs dashboard={dashboard} delivery={delivery} /> : null}
    </li>
  );
}

/** Sends what failed to those who have not got it. */
function Again({
  dashboard,
  delivery,
  run,
}: {
  dashboard: string;
  delivery: Delivery;
  run: string;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const again = useMutation({
    mutationFn: () =>
      call(
        api.POST("/deliveries/{delivery_id}/runs/{run_id}/again", {
          params: { path: { delivery_id: delivery.id, run_id: run } },
        }),
      ),
    onSuccess: () => done(t("sending.did_again")),
    onError: (error) => failed(error),
    onSettled: () => queries.invalidateQueries({ queryKey: ["deliveries", dashboard] }),
  });
  return (
    <button
      type="button"
      className="btn btn-small"
      disabled={again.isPending}
      onClick={() => again.mutate()}
    >
      {t("sending.again")}
    </button>
  );
}

/** The last time in a line; the others, and who got nothing, on demand. */
function Runs({ dashboard, delivery }: { dashboard: string; delivery: Delivery }) {
  const { t } = useTranslation();
  return (
    <details className="sd-runs">
      <summary>{delivery.runs[0] ? <RunLine run={delivery.runs[0]} /> : null}</summary>
      <ul>
        {delivery.runs.map((run, place) => (
          <li key={run.id}>
            {place > 0 ? <RunLine run={run} /> : null}
            {place > 0 && run.state === "failed" ? (
              <Again dashboard={dashboard} delivery={delivery} run={run.id} />
            ) : null}
            <ul>
              {run.people.map((each, at) => (
                <li key={at} className={each.reason ? "is-bad" : undefined}>
                  <span className="clip">{each.name}</span>
                  <span>
                    {t(`sending.told_${each.state}`, { defaultValue: each.state })}
                    {each.reason ? ` · ${each.reason}` : ""}
                  </span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </details>
  );
}

function RunLine({ run }: { run: Delivery["runs"][number] }) {
  const { t } = useTranslation();
  const { zone } = useWorkspace();
  return (
    <span>
      {inZone(run.at, zone)} {run.trial ? t("sending.was_trial") : null}{" "}
      {t(`sending.run_${run.state}`, { count: run.told })}
    </span>
  );
}
