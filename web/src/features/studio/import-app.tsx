import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Modal } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, call } from "../../api/client";
import { ApiError } from "../../api/errors";
import { Bones } from "../../app/bones";
import { FileDrop } from "../../app/file-drop";
import { Icon } from "../../app/icon";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";
import { appPath } from "../../designer/places";
import { ChangeList } from "../../designer/publish/change-list";
import { published } from "../../designer/publish/queries";
import { linesOf } from "../../designer/publish/told";
import "../../designer/publish/publish.css";
import type { Plan } from "./queries";

/** The text of the file is sent as it is, not as JSON. */
const AS_IT_IS = { bodySerializer: (body: unknown) => body as string } as const;
const HEADERS = { "Content-Type": "application/yaml" };

/** A file is chosen, its plan is read in words, then it is brought in. */
export function ImportApp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const phone = usePhone();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const [file, setFile] = useState<{ name: string; text: string } | null>(null);
  const [accepted, setAccepted] = useState(false);

  const look = useMutation({
    mutationFn: (text: string) =>
      call(
        api.POST("/blueprints", {
          params: { query: { plan: true } },
          body: text,
          headers: HEADERS,
          ...AS_IT_IS,
        }),
      ),
    onError: (error) => {
      setFile(null);
      failed(error);
    },
  });
  const plan: Plan | undefined = look.data;
  const accept = (plan?.changes ?? []).flatMap((change) =>
    change.effects.flatMap((effect) => (effect.accept ? [effect.accept] : [])),
  );
  const bring = useMutation({
    mutationFn: () =>
      call(
        api.POST("/blueprints", {
          params: { query: { accept } },
          body: file?.text ?? "",
          headers: HEADERS,
          ...AS_IT_IS,
        }),
      ),
    onSuccess: async (found) => {
      await published(queries);
      done(t("studio.imported", { app: found.label }));
      onClose();
      void navigate(appPath(found.app));
    },
    onError: (error) => failed(error instanceof ApiError ? error : null, () => bring.mutate()),
  });

  async function take(chosen: File) {
    const text = await chosen.text();
    setFile({ name: chosen.name, text });
    setAccepted(false);
    look.mutate(text);
  }

  const lines = plan ? linesOf(plan.changes) : [];
  const wrong = plan?.problems ?? [];
  const ready = plan && wrong.length === 0 && (accept.length === 0 || accepted);
  return (
    <Modal
      open
      onCancel={onClose}
      footer={null}
      title={null}
      centered={!phone}
      width={phone ? "100%" : 760}
      className={phone ? "publish-modal is-phone" : "publish-modal"}
      closable={{ "aria-label": t("dialog.close") }}
      aria-labelledby={`${id}-title`}
    >
      <header className="publish-head">
        <h2 id={`${id}-title`}>
          {plan && wrong.length === 0
            ? t(plan.new ? "studio.import_new" : "studio.import_into", { app: plan.label })
            : t("studio.import")}
        </h2>
        <p className="quiet">{file ? file.name : t("studio.import_help")}</p>
      </header>
      <div className="publish-body">
        {!file ? (
          <FileDrop
            title={t("studio.drop_file")}
            help={t("studio.drop_help")}
            accept=".yaml,.yml,application/yaml,text/yaml"
            name={t("studio.choose_file")}
            onFile={(chosen) => void take(chosen)}
          />
        ) : null}
        {file && look.isPending ? <Bones rows={4} height={48} /> : null}
        {wrong.length > 0 ? (
          <section className="publish-problems" role="alert">
            <h3>
              <Icon name="late" />
              {t("studio.import_wrong", { n: wrong.length })}
            </h3>
            <ul>
              {wrong.map((problem) => (
                <li key={problem.path + problem.code + problem.line}>
                  <span>{problem.message}</span>
                  <span className="quiet">{t("studio.line", { line: problem.line })}</span>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        {plan && wrong.length === 0 && lines.length === 0 ? (
          <p className="publish-none quiet">{t("studio.import_same")}</p>
        ) : null}
        {plan && wrong.length === 0 && lines.length > 0 ? (
          <ChangeList app={plan.app} lines={lines} />
        ) : null}
        {plan && wrong.length === 0 && plan.notices.length > 0 ? (
          <section className="publish-problems is-note" role="note">
            <h3>
              <Icon name="alert" />
              {t("studio.import_notices")}
            </h3>
            <ul>
              {[...new Set(plan.notices.map((each) => each.message))].map((message) => (
                <li key={message}>
                  <span>{message}</span>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
      </div>
      <footer className="publish-foot">
        {accept.length > 0 && wrong.length === 0 ? (
          <label className="tick">
            <input
              type="checkbox"
              checked={accepted}
              onChange={(event) => setAccepted(event.target.checked)}
            />
            {t("publish.accept")}
          </label>
        ) : null}
        <span className="push" />
        {file ? (
          <button
            type="button"
            className="btn"
            onClick={() => {
              setFile(null);
              look.reset();
            }}
          >
            {t("studio.other_file")}
          </button>
        ) : (
          <button type="button" className="btn" onClick={onClose}>
            {t("dialog.cancel")}
          </button>
        )}
        <button
          type="button"
          className="btn btn-primary"
          disabled={!ready || bring.isPending || lines.length === 0}
          onClick={() => bring.mutate()}
        >
          {t(bring.isPending ? "studio.importing" : "studio.import_now")}
        </button>
      </footer>
    </Modal>
  );
}
