import { type ComponentType, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../app/icon";

interface Publishing {
  PublishButton?: ComponentType<{ app: string }>;
  VersionsDrawer?: ComponentType<{ kind: string; name: string; onClose: () => void }>;
}

/** What `publish/` offers, when it is there. */
const files = import.meta.glob<Publishing>("./publish/index.ts", { eager: true });
const { PublishButton, VersionsDrawer } = Object.values(files)[0] ?? {};

/** 发布全部改动（n 项）. */
export function PublishSlot({ app }: { app: string }) {
  return PublishButton ? <PublishButton app={app} /> : null;
}

/** 历史版本. */
export function VersionsSlot({ app, kind, name }: { app: string; kind: string; name: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (!VersionsDrawer) return null;
  return (
    <>
      <button type="button" className="d-foot-button" onClick={() => setOpen(true)}>
        <Icon name="history" />
        {t("designer.versions")}
      </button>
      {open ? (
        <VersionsDrawer kind={kind} name={`${app}.${name}`} onClose={() => setOpen(false)} />
      ) : null}
    </>
  );
}
