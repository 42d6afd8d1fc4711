import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { api, call } from "../../api/client";
import type { Form } from "../../api/types";
import { Bones } from "../../app/bones";
import { Icon } from "../../app/icon";
import { useKeys } from "../../app/keys";
import { NotFound } from "../../app/not-found";
import { usePageTitle } from "../../app/page-title";
import { findForm, formPath, recordPath } from "../../app/places";
import { useWorkspace } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { Moment } from "../../app/signs";
import { Trouble } from "../../app/trouble";
import { ListSearch } from "./list-search";
import { MoreOnScroll } from "./more-on-scroll";
import "../tasks/tasks.css";
import "./records.css";
import "./list.css";

/** What was deleted, newest first, as far as it is searched for, with the way back. */
export function RecycleBin() {
  const workspace = useWorkspace();
  const { form: name = "" } = useParams();
  const form = findForm(workspace, name);
  return form ? <Bin form={form} /> : <NotFound />;
}

function Bin({ form }: { form: Form }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  usePageTitle(t("bin.title"));
  const [params, setParams] = useSearchParams();
  const search = params.get("q") ?? "";
  const box = useRef<HTMLInputElement>(null);
  useKeys({ "/": () => box.current?.focus() });
  const bin = useInfiniteQuery({
    queryKey: ["records", form.key, "bin", search],
    queryFn: ({ signal, pageParam }) =>
      call(
        api.GET("/forms/{form}/bin", {
          params: {
            path: { form: form.key },
            query: { ...(search ? { search } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const restore = useMutation({
    mutationFn: (id: string) =>
      call(
        api.POST("/forms/{form}/records/{record_id}/restore", {
          params: { path: { form: form.key, record_id: id } },
        }),
      ),
    onSuccess: (record) => {
      done(t("bin.restored", { number: record.number || record.title }));
      for (const queryKey of [["records", form.key], ["counts", form.key], ["tasks"]]) {
        void queries.invalidateQueries({ queryKey });
      }
      void navigate(recordPath(form.key, record.id));
    },
    onError: (error, id) => failed(error, () => restore.mutate(id)),
  });
  const items = bin.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <header className="page-head">
        <Link
          className="btn btn-plain btn-icon"
          to={formPath(form.key)}
          aria-label={t("ticket.back", { name: form.name })}
        >
          <Icon name="back" />
        </Link>
        <h1 className="clip">{t("bin.of", { form: form.name })}</h1>
        <div className="tools">
          <ListSearch
            value={search}
            box={box}
            onChange={(text) => setParams(text ? { q: text } : {}, { replace: true })}
          />
        </div>
      </header>
      <div className="page-body is-lined">
        {bin.isPending ? <Bones /> : null}
        {bin.isError && !bin.data ? (
          <Trouble error={bin.error} retry={() => void bin.refetch()} />
        ) : null}
        {bin.data && items.length === 0 ? (
          <section className="nothing">
            <Icon name={search ? "search" : "trash"} />
            <h2>{search ? t("bin.not_found") : t("bin.empty")}</h2>
            <p>{search ? t("bin.not_found_text") : t("bin.empty_text")}</p>
          </section>
        ) : null}
        <ul className="bin-list">
          {items.map((record) => (
            <li key={record.id}>
              <span className="bin-number quiet small">{record.number}</span>
              <span className="grow clip">{record.title}</span>
              <span className="quiet small bin-when">
                {t("bin.deleted_by", { name: record.deleted_by ?? t("stream.somebody") })}{" "}
                <Moment at={record.deleted_at} />
              </span>
              <button
                type="button"
                className="btn btn-small"
                disabled={restore.isPending}
                onClick={() => restore.mutate(record.id)}
              >
                <Icon name="retry" />
                {t("bin.restore")}
              </button>
            </li>
          ))}
        </ul>
        <MoreOnScroll query={bin} />
      </div>
    </>
  );
}
