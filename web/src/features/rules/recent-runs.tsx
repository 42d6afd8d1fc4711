import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Drawer } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, call } from "../../api/client";
import type { components } from "../../api/schema";
import { Icon } from "../../app/icon";
import { useSaying } from "../../app/saying";
import { Moment } from "../../app/signs";
import { Trouble } from "../../app/trouble";
import { useCatalogue } from "../../designer/catalogue";
import { fullName } from "../../designer/wire";

type Run = components["schemas"]["RunAnswer"];
const SHOWN = 4;
const PAGE = 30;

type Wanted = "all" | "done" | "failed";

function runsQuery(app: string, rule: string, wanted: Wanted = "all") {
  return {
    queryKey: ["runs", fullName(app, rule), wanted],
    queryFn: ({ signal, pageParam }: { signal: AbortSignal; pageParam: string }) =>
      call(
        api.GET("/rules/{rule}/runs", {
          params: {
            path: { rule: fullName(app, rule) },
            query: {
              limit: PAGE,
              ...(wanted === "all" ? {} : { state: wanted }),
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last: { next: string | null }) => last.next ?? undefined,
    refetchOnMount: "always" as const,
  };
}

/** What the live rule did last; all of it in a drawer. */
export function RecentRuns({ app, rule, version }: { app: string; rule: string; version: number }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const query = useInfiniteQuery(runsQuery(app, rule));
  const runs = query.data?.pages.flatMap((page) => page.items) ?? [];
  const told = runs.filter((each) => each.state !== "skipped");
  const shown = (told.length > 0 ? told : runs).slice(0, SHOWN);
  return (
    <section className="rl-history">
      <h3>
        {t("rules.recent")}
        <span className="quiet">{t("rules.version", { version })}</span>
        {runs.length > 0 ? (
          <button type="button" className="text-link push" onClick={() => setOpen(true)}>
            {t("rules.all_runs")}
          </button>
        ) : null}
      </h3>
      {query.isPending ? (
        <p className="bone" style={{ width: "60%" }} />
      ) : shown.length === 0 ? (
        <p className="rl-none">{query.isError ? t("rules.runs_unseen") : t("rules.never_ran")}</p>
      ) : (
        <ul>
          {shown.map((each) => (
            <RunLine key={each.id} app={app} rule={rule} run={each} />
          ))}
        </ul>
      )}
      <Drawer
        open={open}
        title={t("rules.all_runs")}
        onClose={() => setOpen(false)}
        size={520}
        className="rl-log"
      >
        <Log app={app} rule={rule} />
      </Drawer>
    </section>
  );
}

const WANTED: readonly Wanted[] = ["all", "done", "failed"];

/** Every run, or only those that did something, or failed. */
function Log({ app, rule }: { app: string; rule: string }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState<Wanted>("all");
  const query = useInfiniteQuery(runsQuery(app, rule, wanted));
  const runs = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: buttons, no fieldset */}
      <div className="segments rl-wanted" role="group" aria-label={t("rules.wanted.label")}>
        {WANTED.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === wanted}
            className={each === wanted ? "is-on" : ""}
            onClick={() => setWanted(each)}
          >
            {t(`rules.wanted.${each}`)}
          </button>
        ))}
      </div>
      {query.isPending ? <p className="bone" style={{ width: "60%" }} /> : null}
      {query.isSuccess && runs.length === 0 ? (
        <p className="rl-none">{t("rules.wanted.none")}</p>
      ) : null}
      <ul>
        {runs.map((each) => (
          <RunLine key={each.id} app={app} rule={rule} run={each} />
        ))}
      </ul>
      {query.error && (!query.data || query.isFetchNextPageError) ? (
        <Trouble
          error={query.error}
          retry={() => void (query.data ? query.fetchNextPage() : query.refetch())}
        />
      ) : null}
      {query.hasNextPage ? (
        <button
          type="button"
          className="btn"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t("rules.more_runs")}
        </button>
      ) : null}
    </>
  );
}

function tone(state: Run["state"]): string {
  if (state === "failed" || state === "stopped") return "is-bad";
  if (state === "done" || state === "answering") return "is-good";
  return "";
}

/** One run; opened it shows each attempt at each step. */
function RunLine(props: { app: string; rule: string; run: Run }) {
  const { t } = useTranslation();
  const { run } = props;
  const { actions } = useCatalogue();
  const [open, setOpen] = useState(false);
  const did = [...new Set(run.steps.map((each) => each.action))]
    .map((key) => actions.find((each) => each.key === key)?.name ?? key)
    .join(t("list.and"));
  return (
    <li className="rl-run">
      <div className="rl-run-line">
        <button
          type="button"
          className="rl-fold"
          aria-expanded={open}
          aria-label={t("rules.run_details")}
          onClick={() => setOpen(!open)}
        >
          <Icon name={open ? "down" : "right"} size="s" />
        </button>
        <Moment at={run.created_at} className="quiet" />
        {run.record.number ? (
          <Link to={`/forms/${run.form}/${run.record.id}`} className="rl-number">
            {run.record.number}
          </Link>
        ) : (
          <span className="quiet">{t("rules.hidden_record")}</span>
        )}
        <span className="rl-did clip">{did}</span>
        <span className={`rl-state ${tone(run.state)}`}>
          {run.reason_text ?? t(`rules.state.${run.state}`)}
        </span>
      </div>
      {open ? <Steps {...props} /> : null}
    </li>
  );
}

function Steps({ app, rule, run }: { app: string; rule: string; run: Run }) {
  const { t } = useTranslation();
  const { actions } = useCatalogue();
  const queries = useQueryClient();
  const saying = useSaying();
  const retry = useMutation({
    mutationFn: () => call(api.POST("/runs/{run}/retry", { params: { path: { run: run.id } } })),
    onSuccess: () => saying.done(t("rules.retried")),
    onError: (error) => saying.failed(error),
    onSettled: () => queries.invalidateQueries({ queryKey: ["runs", fullName(app, rule)] }),
  });
  return (
    <div className="rl-steps">
      {run.steps.length === 0 ? <p className="quiet">{t("rules.no_steps")}</p> : null}
      {run.steps.map((each) => (
        <p key={`${each.step} ${each.attempt}`}>
          <span
            className={`rl-state ${each.state === "done" ? "is-good" : each.state === "failed" || each.state === "refused" ? "is-bad" : ""}`}
          >
            {t(`rules.step.${each.state}`)}
          </span>
          <b>{actions.find((kind) => kind.key === each.action)?.name ?? each.action}</b>
          {each.attempt > 1 ? (
            <span className="quiet">{t("rules.attempt", { n: each.attempt })}</span>
          ) : null}
          <span>{each.text ?? messagesOf(each.data, t("list.and"))}</span>
        </p>
      ))}
      {run.state === "failed" ? (
        <button
          type="button"
          className="btn btn-small"
          disabled={retry.isPending}
          onClick={() => retry.mutate()}
        >
          <Icon name="retry" size="s" />
          {t("rules.retry")}
        </button>
      ) : null}
    </div>
  );
}

/** To whom a step that tells people did so. */
function messagesOf(data: Record<string, unknown>, and: string): string {
  const messages = Array.isArray(data.messages) ? data.messages : [];
  return [...new Set(messages.map((each: { to?: unknown }) => String(each.to ?? "")))]
    .filter(Boolean)
    .join(and);
}
