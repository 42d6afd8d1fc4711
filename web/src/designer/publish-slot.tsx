import type { ComponentType } from "react";

interface Publishing {
  PublishButton?: ComponentType<{ app: string }>;
  VersionsDrawer?: ComponentType<{ kind: string; name: string }>;
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
  return VersionsDrawer ? <VersionsDrawer kind={kind} name={`${app}.${name}`} /> : null;
}
