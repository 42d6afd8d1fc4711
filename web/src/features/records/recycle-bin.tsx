import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { api, call } from "../../api/client";
import type { Form } from "../../api/types";
import { Bones } from "../../app/bones";
import { Icon } from "../../app/icon";
import { NotFound } from "../../app/not-found";
import { usePageTitle } from "../../app/page-title";
import { findForm, formPath, recordPath } from "../../app/places";
import { useWorkspace } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { Moment } from "../../app/signs";
import { Trouble } from "../../app/trouble";
import "../tasks/tasks.css";
import "./records.css";
import "./list.css";

/** What was deleted, newest first, with the way back. */
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
  const bin = useQuery({
    queryKey: ["records", form.key, "bin"],
    queryFn: ({ signal }) =>
      call(api.GET("/forms/{form}/bin", { params: { path: { form: form.key } }, signal })),
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
  const items = bin.data?.items ?? [];
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
      </header>
      <div className="page-body is-lined">
        {bin.isPending ? <Bones /> : null}
        {bin.error ? <Trouble error={bin.error} retry={() => void bin.refetch()} /> : null}
        {bin.data && items.length === 0 ? (
          <section className="nothing">
            <Icon name="trash" />
            <h2>{t("bin.empty")}</h2>
            <p>{t("bin.empty_text")}</p>
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
        {bin.data?.more ? <p className="quiet small bin-more">{t("bin.more")}</p> : null}
      </div>
    </>
  );
}
