import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCommands } from "../../app/commands";
import { useNarrow } from "../narrow";
import { useSaveFirst } from "../save-first";
import { changesQuery, draftsChanged } from "./queries";

const PublishDialog = lazy(async () => ({
  default: (await import("./publish-dialog")).PublishDialog,
}));

/** 发布全部改动（n 项）: saves what open designers have left to save, then shows what will change. */
export function PublishButton({ app, touch = false }: { app: string; touch?: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data, isPending } = useQuery(changesQuery(app));
  const [open, setOpen] = useState(false);
  const saveFirst = useSaveFirst(app);
  const narrow = useNarrow() && !touch;
  const count = data?.count ?? 0;
  const busy = data?.running != null;
  const later = data?.scheduled != null;
  const idle = data !== undefined && count === 0 && !busy && !later;
  useCommands(
    idle || isPending
      ? []
      : [
          {
            id: "publish",
            name: data ? t("publish.button", { n: count }) : t("publish.button_short"),
            group: "do",
            icon: "check",
            run: () => void show(),
          },
        ],
  );
  async function show() {
    if (!(await saveFirst())) return;
    await draftsChanged(queries, app);
    setOpen(true);
  }
  return (
    <>
      <button
        type="button"
        className={`btn publish-button${idle || isPending ? "" : " btn-primary"}${touch ? " btn-touch" : ""}`}
        disabled={idle || isPending}
        onClick={() => void show()}
      >
        {busy
          ? t("publish.running_short")
          : later
            ? t("publish.scheduled_short")
            : idle
              ? t("publish.nothing")
              : data
                ? t(narrow ? "publish.button_narrow" : "publish.button", { n: count })
                : t("publish.button_short")}
      </button>
      {open ? (
        <Suspense fallback={null}>
          <PublishDialog app={app} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
