import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Dropdown } from "antd";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, call, ROOT } from "../../api/client";
import { Dialog, DialogForm } from "../../app/dialog";
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
    <Dialog title={t("studio.rename")} width={400} onClose={onClose}>
      <DialogForm
        act={t("studio.rename")}
        ready={name.trim() !== "" && !rename.isPending}
        onSend={() => rename.mutate()}
        onClose={onClose}
      >
        <label className="field-label" htmlFor={id}>
          {t("studio.app_name")}
        </label>
        <input
          id={id}
          className="field-box"
          value={name}
          maxLength={100}
          autoFocus
          onFocus={(event) => event.target.select()}
          onChange={(event) => setName(event.target.value)}
        />
      </DialogForm>
    </Dialog>
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
    <Dialog title={t("studio.remove_title", { app: app.label })} width={440} onClose={onClose}>
      <DialogForm
        act={t(remove.isPending ? "studio.removing" : "studio.remove")}
        ready={same && !remove.isPending}
        danger
        onSend={() => remove.mutate()}
        onClose={onClose}
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
      </DialogForm>
    </Dialog>
  );
}
