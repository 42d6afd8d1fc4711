import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Checkbox, Select } from "antd";
import dayjs from "dayjs";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../../api/client";
import type { components } from "../../../api/schema";
import { Bones } from "../../../app/bones";
import { Icon } from "../../../app/icon";
import { useSaying } from "../../../app/saying";
import { Trouble } from "../../../app/trouble";
import { copyText } from "../../../ui/copy-text";
import type { Shown } from "./shown";

const DAYS = [1, 7, 30, 90, 366] as const;

/** Addresses under which the dashboard is seen without an account. */
export function BoardLinks({ dashboard, shown }: { dashboard: string; shown: Shown }) {
  const { t } = useTranslation();
  const id = useId();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const [name, setName] = useState("");
  const [days, setDays] = useState<number>(30);
  const [narrow, setNarrow] = useState(true);
  const key = ["board-links", dashboard];
  const path = { params: { path: { key: dashboard } } };
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call(api.GET("/dashboards/{key}/links", { ...path, signal })),
  });
  const make = useMutation({
    mutationFn: () =>
      call(
        api.POST("/dashboards/{key}/links", {
          ...path,
          body: { name: name.trim(), days, filter: narrow ? [...shown.filter] : [] },
        }),
      ),
    onSuccess: (answer) => {
      queries.setQueryData(key, answer);
      setName("");
      done(t("sending.link_made"));
    },
    onError: (problem) => failed(problem, () => make.mutate()),
  });
  if (error && !data) return <Trouble error={error} retry={() => void refetch()} />;
  if (!data) return <Bones rows={2} height={72} />;
  if (!data.may) return <p className="sd-none">{t("sending.link_forbidden")}</p>;
  return (
    <>
      <p className="sd-warn" role="note">
        <Icon name="alert" size="s" />
        <span>{t("sending.link_help")}</span>
      </p>
      <form
        className="sd-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() && !make.isPending) make.mutate();
        }}
      >
        <div className="field">
          <label className="field-label" htmlFor={`${id}-for`}>
            {t("sending.link_for")}
          </label>
          <input
            id={`${id}-for`}
            className="field-box"
            value={name}
            maxLength={100}
            placeholder={t("sending.link_for_hint")}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        <div className="field">
          <label className="field-label" htmlFor={`${id}-days`}>
            {t("sending.link_days")}
          </label>
          <Select
            id={`${id}-days`}
            className="sd-wide"
            value={days}
            options={DAYS.map((value) => ({ value, label: t(`sending.days_${value}`) }))}
            onChange={setDays}
          />
        </div>
        {shown.filter.length > 0 ? (
          <div className="field">
            <Checkbox checked={narrow} onChange={(event) => setNarrow(event.target.checked)}>
              {t("sending.filter_shown")}
            </Checkbox>
          </div>
        ) : null}
        <div className="sd-foot">
          <button
            type="submit"
            className="btn btn-primary"
            disabled={!name.trim() || make.isPending}
          >
            <Icon name="link" />
            {t("sending.link_make")}
          </button>
        </div>
      </form>
      <ul className="sd-list">
        {data.items.map((each) => (
          <LinkItem key={each.id} link={each} onEnded={() => void refetch()} />
        ))}
      </ul>
    </>
  );
}

function LinkItem({
  link,
  onEnded,
}: {
  link: components["schemas"]["LinkAnswer"];
  onEnded: () => void;
}) {
  const { t } = useTranslation();
  const { done, failed } = useSaying();
  const revoke = useMutation({
    mutationFn: () =>
      call(api.DELETE("/dashboard-links/{link_id}", { params: { path: { link_id: link.id } } })),
    onSuccess: () => {
      onEnded();
      done(t("sending.link_revoked"));
    },
    onError: (error) => failed(error, () => revoke.mutate()),
  });
  const { url } = link;
  const open = link.state === "open";
  return (
    <li className={open ? "sd-item" : "sd-item is-over"}>
      <div className="sd-item-head">
        <b className="clip">{link.name}</b>
        {link.state === "open" ? null : (
          <span className="sd-state">{t(`sending.link_${link.state}`)}</span>
        )}
      </div>
      {url ? (
        <div className="sd-link">
          <a className="clip" href={url} target="_blank" rel="noreferrer">
            {url}
          </a>
          <button
            type="button"
            className="btn btn-small btn-icon"
            aria-label={t("share.copy")}
            onClick={() =>
              void copyText(url).then((worked) => (worked ? done(t("share.copied")) : failed(null)))
            }
          >
            <Icon name="copy" />
          </button>
        </div>
      ) : open ? (
        <p className="sd-item-by">{t("sending.link_of_another")}</p>
      ) : null}
      <p className="sd-item-by">
        {t("sending.link_facts", {
          owner: link.owner,
          until: dayjs(link.expires_at).format("YYYY-MM-DD HH:mm"),
          count: link.looks,
        })}
      </p>
      {open ? (
        <button
          type="button"
          className="btn btn-small sd-start"
          disabled={revoke.isPending}
          onClick={() => revoke.mutate()}
        >
          {t("sending.link_revoke")}
        </button>
      ) : null}
    </li>
  );
}
