import { useQueries, useQuery } from "@tanstack/react-query";
import { Dropdown, type MenuProps } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Form, SavedView } from "../../api/types";
import { Icon } from "../../app/icon";
import type { BuiltIn } from "./built-in-views";
import { differs, type ListState, wholeOf } from "./list-state";
import { SaveViewDialog } from "./save-view-dialog";
import { countQuery, useViewActs, viewCountsQuery } from "./saved-views";

interface Total {
  value: number;
  exact: boolean;
}

function Count({ total }: { total: Total | null | undefined }) {
  if (!total) return null;
  return (
    <span className="count">
      {total.value.toLocaleString()}
      {total.exact ? "" : "+"}
    </span>
  );
}

/** The views of a list as tabs: those that are always there, then saved ones, then how to save the present one. */
export function ViewTabs({
  form,
  builtIn,
  saved,
  sharing,
  chosen,
  state,
  base,
  onChoose,
}: {
  form: Form;
  builtIn: BuiltIn[];
  saved: SavedView[];
  sharing: { may: boolean; roles: { key: string; name: string }[] };
  /** Key of a built-in view or id of a saved one. */
  chosen: string;
  state: ListState;
  base: ListState;
  onChoose: (key: string) => void;
}) {
  const { t } = useTranslation();
  const acts = useViewActs(form);
  const [dialog, setDialog] = useState<"new" | "change" | null>(null);
  const { data: counts } = useQuery(viewCountsQuery(form.key));
  const totals = useQueries({
    queries: builtIn.map((each) => {
      const filter = wholeOf(each.state.filters);
      return countQuery(form.key, filter ? JSON.stringify(filter) : undefined);
    }),
  });
  const present = saved.find((view) => view.id === chosen);
  const changed = differs(state, base);

  const items: MenuProps["items"] = present
    ? [
        ...(present.mine
          ? [
              {
                key: "change",
                icon: <Icon name="edit" />,
                label: t("list.rename"),
                onClick: () => setDialog("change"),
              },
            ]
          : []),
        {
          key: "pin",
          icon: <Icon name="star" />,
          label: t(present.pinned ? "list.unpin" : "list.pin"),
          onClick: () => acts.pin.mutate({ view: present, pinned: !present.pinned }),
        },
        {
          key: "copy",
          icon: <Icon name="copy" />,
          label: t("list.save_as"),
          onClick: () => setDialog("new"),
        },
        ...(present.mine
          ? [
              {
                key: "remove",
                icon: <Icon name="x" />,
                label: t("list.remove"),
                onClick: () => {
                  acts.remove.mutate(present);
                  onChoose("");
                },
              },
            ]
          : []),
      ]
    : [];

  return (
    <>
      <div className="tabs-scroll" role="tablist" aria-label={t("list.views")}>
        {builtIn.map((view, index) => (
          <button
            key={view.key}
            type="button"
            role="tab"
            aria-selected={chosen === view.key}
            aria-controls="records"
            className={chosen === view.key ? "tab is-on" : "tab"}
            onClick={() => onChoose(view.key)}
          >
            {view.name}
            <Count total={totals[index]?.data} />
          </button>
        ))}
        {saved.map((view) => (
          <button
            key={view.id}
            type="button"
            role="tab"
            aria-selected={chosen === view.id}
            aria-controls="records"
            className={chosen === view.id ? "tab is-on" : "tab"}
            title={view.mine ? undefined : t("list.shared_by", { name: view.owner })}
            onClick={() => onChoose(view.id)}
          >
            {view.pinned ? <Icon name="star" size="s" className="is-pinned" /> : null}
            {view.name}
            <Count total={counts?.[view.id]} />
          </button>
        ))}
      </div>
      <div className="view-acts">
        {present ? (
          <Dropdown trigger={["click"]} menu={{ items }}>
            <button
              type="button"
              className="btn btn-plain btn-small btn-icon"
              aria-label={t("list.view_more", { name: present.name })}
            >
              <Icon name="more" />
            </button>
          </Dropdown>
        ) : null}
        {changed && present?.mine ? (
          <button
            type="button"
            className="btn btn-plain btn-small is-accent"
            onClick={() => acts.save.mutate({ view: present, wish: present, state })}
          >
            {t("list.save")}
          </button>
        ) : null}
        <button
          type="button"
          className={
            changed ? "btn btn-plain btn-small is-accent" : "btn btn-plain btn-small btn-icon"
          }
          aria-label={changed ? undefined : t("list.save_new")}
          title={t("list.save_new")}
          onClick={() => setDialog("new")}
        >
          {changed ? t("list.save_as") : <Icon name="plus" />}
        </button>
      </div>
      {dialog ? (
        <SaveViewDialog
          sharing={sharing}
          view={dialog === "change" ? (present ?? null) : null}
          pending={acts.save.isPending}
          onClose={() => setDialog(null)}
          onSave={(wish, key) => {
            const kept = dialog === "change" && present ? present : null;
            acts.save.mutate({
              view: kept,
              key,
              wish,
              // Renaming keeps what the view shows; a new one keeps what is on the screen.
              state: kept ? base : state,
              onSaved: (view) => {
                setDialog(null);
                if (!kept) onChoose(view.id);
              },
            });
          }}
        />
      ) : null}
    </>
  );
}
