import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import { byField } from "../../api/errors";
import { Bones } from "../../app/bones";
import { Dialog, DialogForm } from "../../app/dialog";
import { Icon } from "../../app/icon";
import { useKeys } from "../../app/keys";
import { usePageTitle } from "../../app/page-title";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";
import { Trouble } from "../../app/trouble";
import { partnersQuery } from "./queries";
import { TextField } from "./text-field";
import "./admin.css";
import "./departments.css";

interface Partner {
  id: string;
  name: string;
  people: number;
}

/** Outside organizations with people of their own. */
export function PartnersPage() {
  const { t } = useTranslation();
  usePageTitle(t("partners.title"));
  const phone = usePhone();
  const queries = useQueryClient();
  const { failed } = useSaying();
  const { data, error, refetch } = useQuery(partnersQuery);
  const [open, setOpen] = useState<Partner | "new" | null>(null);
  const remove = useMutation({
    mutationFn: (id: string) =>
      call(api.DELETE("/partners/{partner_id}", { params: { path: { partner_id: id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: partnersQuery.queryKey }),
    onError: (problem) => failed(problem),
  });
  useKeys({ n: () => setOpen("new") });
  return (
    <>
      <header className="page-head">
        <h1>{t("partners.title")}</h1>
        <div className="tools">
          <button
            type="button"
            className={phone ? "btn btn-primary btn-touch" : "btn btn-primary"}
            onClick={() => setOpen("new")}
          >
            <Icon name="plus" />
            {t("partners.add")}
          </button>
        </div>
      </header>
      <div className="page-body is-lined">
        {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
        {!data && !error ? <Bones rows={4} height={44} /> : null}
        {data && data.length === 0 ? (
          <section className="nothing">
            <Icon name="partner" />
            <h2>{t("partners.none")}</h2>
            <p>{t("partners.none_text")}</p>
          </section>
        ) : null}
        <ul className="departments">
          {data?.map((partner) => (
            <li key={partner.id} className="department" style={{ paddingInlineStart: 12 }}>
              <Icon name="partner" className="department-grip" />
              <button
                type="button"
                className="department-name clip"
                title={t("departments.rename")}
                onClick={() => setOpen(partner)}
              >
                {partner.name}
              </button>
              <span className="quiet small department-count">
                {t("departments.people", { n: partner.people })}
              </span>
              <button
                type="button"
                className="btn btn-icon btn-small btn-plain"
                aria-label={t("partners.remove", { name: partner.name })}
                title={
                  partner.people > 0
                    ? t("partners.not_empty")
                    : t("partners.remove", { name: partner.name })
                }
                disabled={partner.people > 0 || remove.isPending}
                onClick={() => remove.mutate(partner.id)}
              >
                <Icon name="trash" size="s" />
              </button>
            </li>
          ))}
        </ul>
      </div>
      {open ? (
        <PartnerDialog partner={open === "new" ? null : open} onClose={() => setOpen(null)} />
      ) : null}
    </>
  );
}

function PartnerDialog({ partner, onClose }: { partner: Partner | null; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { failed } = useSaying();
  const [name, setName] = useState(partner?.name ?? "");
  const save = useMutation({
    mutationFn: () =>
      partner
        ? call(
            api.PATCH("/partners/{partner_id}", {
              params: { path: { partner_id: partner.id } },
              body: { name: name.trim() },
            }),
          )
        : call(api.POST("/partners", { body: { name: name.trim() } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: partnersQuery.queryKey });
      onClose();
    },
    onError: (error) => {
      if (Object.keys(byField(error)).length === 0) failed(error, () => save.mutate());
    },
  });
  return (
    <Dialog
      title={t(partner ? "departments.rename" : "partners.add")}
      width={400}
      onClose={onClose}
    >
      <DialogForm
        act={t("now.save")}
        ready={name.trim() !== "" && !save.isPending}
        onSend={() => save.mutate()}
        onClose={onClose}
      >
        <TextField
          label={t("partners.name")}
          value={name}
          onChange={setName}
          problem={byField(save.error).name}
          autoFocus
        />
      </DialogForm>
    </Dialog>
  );
}
