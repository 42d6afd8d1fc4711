import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Dropdown, Modal } from "antd";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, call, ROOT } from "../../api/client";
import { Icon } from "../../app/icon";
import { useSaying } from "../../app/saying";
import { published } from "../../designer/publish/queries";

interface Named {
  app: string;
  label: string;
}

/** What one does with a whole app: rename, export, remove. */
export function AppMenu({ app, children }: { app: Named; children: ReactNode }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<"rename" | "remove" | null>(null);
  return (
    <>
      <Dropdown
        trigger={["click"]}
        placement="bottomLeft"
        menu={{
          items: [
            { key: "rename", icon: <Icon name="edit" />, label: t("studio.rename") },
            {
              key: "export",
              icon: <Icon name="download" />,
              label: (
                <a
                  href={`${ROOT}/apps/${encodeURIComponent(app.app)}/blueprint`}
                  download={`${app.app}.yaml`}
                >
                  {t("studio.export")}
                </a>
              ),
            },
            { type: "divider" },
            { key: "remove", danger: true, icon: <Icon name="trash" />, label: t("studio.remove") },
          ],
          onClick: ({ key, domEvent }) => {
            domEvent.stopPropagation();
            if (key === "rename" || key === "remove") setOpen(key);
          },
        }}
      >
        {children}
      </Dropdown>
      {open === "rename" ? <RenameApp app={app} onClose={() => setOpen(null)} /> : null}
      {open === "remove" ? <RemoveApp app={app} onClose={() => setOpen(null)} /> : null}
    </>
  );
}

function RenameApp({ app, onClose }: { app: Named; onClose: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const [name, setName] = useState(app.label);
  const rename = useMutation({
    mutationFn: () =>
      call(
        api.PATCH("/apps/{app}", {
          params: { path: { app: app.app } },
          body: { name: name.trim() },
        }),
      ),
    onSuccess: async () => {
      await published(queries);
      done(t("studio.renamed"));
      onClose();
    },
    onError: (error) => failed(error, () => rename.mutate()),
  });
  return (
    <Modal
      open
      title={t("studio.rename")}
      onCancel={onClose}
      footer={null}
      width={400}
      closable={{ "aria-label": t("dialog.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() && !rename.isPending) rename.mutate();
        }}
      >
        <label className="field-label" htmlFor={id}>
          {t("studio.app_name")}
        </label>
        <input
          id={id}
          className="field-box"
          value={name}
          maxLength={100}
          // biome-ignore lint/a11y/noAutofocus: the dialog was opened to write this
          autoFocus
          onFocus={(event) => event.target.select()}
          onChange={(event) => setName(event.target.value)}
        />
        <div className="studio-dialog-foot">
          <button type="button" className="btn" onClick={onClose}>
            {t("dialog.cancel")}
          </button>
          <button
            type="submit"
            className="btn btn-primary"
            disabled={!name.trim() || rename.isPending}
          >
            {t("studio.rename")}
          </button>
        </div>
      </form>
    </Modal>
  );
}

/** Takes the app with all its records; its name is typed, because this cannot be undone. */
function RemoveApp({ app, onClose }: { app: Named; onClose: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const [typed, setTyped] = useState("");
  const same = typed.trim() === app.label;
  const remove = useMutation({
    mutationFn: () =>
      call(
        api.DELETE("/apps/{app}", {
          params: { path: { app: app.app }, query: { confirm: app.app } },
        }),
      ),
    onSuccess: async () => {
      onClose();
      void navigate("/studio");
      done(t("studio.removed", { app: app.label }));
      await published(queries);
    },
    onError: (error) => failed(error, () => remove.mutate()),
  });
  return (
    <Modal
      open
      title={t("studio.remove_title", { app: app.label })}
      onCancel={onClose}
      footer={null}
      width={440}
      closable={{ "aria-label": t("dialog.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (same && !remove.isPending) remove.mutate();
        }}
      >
        <p className="studio-warning">
          <Icon name="late" />
          {t("studio.remove_text")}
        </p>
        <label className="field-label" htmlFor={id}>
          {t("studio.remove_type", { app: app.label })}
        </label>
        <input
          id={id}
          className="field-box"
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
        />
        <div className="studio-dialog-foot">
          <button type="button" className="btn" onClick={onClose}>
            {t("dialog.cancel")}
          </button>
          <button type="submit" className="btn studio-danger" disabled={!same || remove.isPending}>
            {t(remove.isPending ? "studio.removing" : "studio.remove")}
          </button>
        </div>
      </form>
    </Modal>
  );
}
