import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { InputNumber } from "antd";
import type { TFunction } from "i18next";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import type { components } from "../../api/schema";
import { Bones } from "../../app/bones";
import { Icon } from "../../app/icon";
import { usePageTitle } from "../../app/page-title";
import { useWorkspace } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { Moment } from "../../app/signs";
import { Trouble } from "../../app/trouble";
import "./admin.css";
import "./limits.css";

type Lockouts = components["schemas"]["Lockouts"];
type Lockout = Lockouts["items"][number];
type Limits = components["schemas"]["RequestLimits"];

const LOCKED = ["lockouts"];
const LIMITS = ["request-limits"];
const KINDS = ["submissions", "links", "public", "sign-in", "keys"] as const;
const LOOK_AGAIN_MS = 10_000;
const LEAST = 5;
const MOST = 1_000_000;

/** Who is locked out of signing in, who reaches the limits of requests, and the limits themselves. */
export function LimitsPage() {
  const { t } = useTranslation();
  usePageTitle(t("limits.title"));
  const { person } = useWorkspace();
  const { data, error, refetch } = useQuery({
    queryKey: LOCKED,
    queryFn: ({ signal }) => call(api.GET("/lockouts", { signal })),
    refetchInterval: LOOK_AGAIN_MS,
  });
  return (
    <>
      <header className="page-head">
        <h1>{t("limits.title")}</h1>
      </header>
      <div className="page-body is-lined">
        <section className="settings limits">
          <h2>{t("limits.locked")}</h2>
          <p className="quiet">{t("limits.locked_help")}</p>
          {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
          {!data && !error ? <Bones /> : null}
          {data ? <Locked items={data.items} /> : null}
          {data && data.asking.length > 0 ? (
            <>
              <h2>{t("limits.asking")}</h2>
              <ul className="limits-list">
                {data.asking.map((each) => (
                  <li key={`${each.kind} ${each.subject}`}>
                    <span className="limits-who">
                      <b>{each.subject}</b>
                      <span className="quiet">
                        {t(`limits.kind.${each.kind}`)} ·{" "}
                        {t("limits.asked", { asked: each.asked, most: each.most })}
                      </span>
                    </span>
                  </li>
                ))}
              </ul>
            </>
          ) : null}
        </section>
        {person.admin ? <Numbers /> : null}
      </div>
    </>
  );
}

function Locked({ items }: { items: readonly Lockout[] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const open = useMutation({
    mutationFn: (each: Lockout) =>
      call(api.DELETE("/lockouts", { params: { query: { subject: each.subject } } })),
    onSuccess: async (_answer, each) => {
      await queries.invalidateQueries({ queryKey: LOCKED });
      done(t("limits.opened", { who: nameOf(each, t) }));
    },
    onError: (problem) => failed(problem),
  });
  if (items.length === 0) {
    return (
      <p className="limits-none">
        <Icon name="check" size="s" />
        {t("limits.nobody")}
      </p>
    );
  }
  return (
    <ul className="limits-list">
      {items.map((each) => (
        <li key={each.subject}>
          <span className="limits-who">
            <b>{nameOf(each, t)}</b>
            <span className="quiet">
              {t("limits.failures", { n: each.failures })} · {t("limits.last")}{" "}
              <Moment at={each.last_at} /> ·{" "}
              {each.seconds < 60
                ? t("limits.seconds", { n: each.seconds })
                : t("limits.minutes", { n: Math.ceil(each.seconds / 60) })}
            </span>
          </span>
          <button
            type="button"
            className="btn btn-small"
            disabled={open.isPending}
            aria-label={t("limits.open_of", { who: nameOf(each, t) })}
            onClick={() => open.mutate(each)}
          >
            {t("limits.open")}
          </button>
        </li>
      ))}
    </ul>
  );
}

function nameOf(each: Lockout, t: TFunction) {
  if (each.kind === "address") return t("limits.address", { address: each.address ?? "" });
  if (!each.name) return t("limits.unknown");
  return each.kind === "person" ? t("limits.inside", { name: each.name }) : each.name;
}

/** How often one address, or one key, may ask within a minute. */
function Numbers() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: LIMITS,
    queryFn: ({ signal }) => call(api.GET("/request-limits", { signal })),
  });
  return (
    <section className="settings limits">
      <h2>{t("limits.numbers")}</h2>
      <p className="quiet">{t("limits.numbers_help")}</p>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Bones /> : null}
      {data ? <NumbersForm key={JSON.stringify(data)} saved={data} /> : null}
    </section>
  );
}

function NumbersForm({ saved }: { saved: Limits }) {
  const { t } = useTranslation();
  const id = useId();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const [wanted, setWanted] = useState(saved);
  const changed = KINDS.some((kind) => wanted[kind] !== saved[kind]);
  const save = useMutation({
    mutationFn: () => call(api.PUT("/request-limits", { body: wanted })),
    onSuccess: (answer) => {
      queries.setQueryData(LIMITS, answer);
      done(t("settings.saved"));
    },
    onError: (problem) => failed(problem, () => save.mutate()),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (changed) save.mutate();
      }}
    >
      {KINDS.map((kind) => (
        <div key={kind} className="field">
          <label className="field-label" htmlFor={`${id}-${kind}`}>
            {t(`limits.kind.${kind}`)}
          </label>
          <InputNumber
            id={`${id}-${kind}`}
            min={LEAST}
            max={MOST}
            precision={0}
            value={wanted[kind]}
            suffix={t("limits.per_minute")}
            style={{ width: 200 }}
            onChange={(value) => setWanted({ ...wanted, [kind]: value ?? saved[kind] })}
          />
        </div>
      ))}
      {changed ? (
        <button type="submit" className="btn btn-primary" disabled={save.isPending}>
          {t("now.save")}
        </button>
      ) : null}
    </form>
  );
}
