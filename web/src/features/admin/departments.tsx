import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Dropdown, Select } from "antd";
import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import type { components } from "../../api/schema";
import { Bones } from "../../app/bones";
import { Icon } from "../../app/icon";
import { usePageTitle } from "../../app/page-title";
import { departmentsQuery, peopleQuery } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";
import { Trouble } from "../../app/trouble";
import { matchesText } from "../../designer/pinyin";
import { branchNames } from "./branch-names";
import { lines, mayStand } from "./tree";
import "./admin.css";
import "./departments.css";

type Department = components["schemas"]["DepartmentEntry"];
type Change = components["schemas"]["DepartmentChange"];

/** The tree of departments: dragged into place, each with its head. */
export function DepartmentsPage() {
  const { t } = useTranslation();
  usePageTitle(t("departments.title"));
  const phone = usePhone();
  const { data, error, refetch } = useQuery(departmentsQuery);
  const acts = useActs();
  const [dragged, setDragged] = useState<string | null>(null);
  const [target, setTarget] = useState<string | null>(null);
  const [editing, setEditing] = useState<string | null>(null);
  const all = data?.items ?? [];
  const tree = lines(all);

  function drop(parent: string | null) {
    if (dragged && mayStand(all, dragged, parent)) {
      acts.change.mutate({ id: dragged, change: { parent_id: parent } });
    }
    setDragged(null);
    setTarget(null);
  }
  const over = (id: string | null) => (event: DragEvent) => {
    if (!dragged || !mayStand(all, dragged, id)) return;
    event.preventDefault();
    setTarget(id ?? "top");
  };
  async function add(parent: string | null) {
    const made = await acts.create.mutateAsync(parent).catch(() => null);
    if (made) setEditing(made.id);
  }
  return (
    <>
      <header className="page-head">
        <h1>{t("departments.title")}</h1>
        <div className="tools">
          <button
            type="button"
            className={phone ? "btn btn-primary btn-touch" : "btn btn-primary"}
            disabled={acts.create.isPending}
            onClick={() => void add(null)}
          >
            <Icon name="plus" />
            {t("departments.add")}
          </button>
        </div>
      </header>
      <div className="page-body is-lined">
        {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
        {!data && !error ? <Bones rows={5} height={44} /> : null}
        {data && all.length === 0 ? (
          <section className="nothing">
            <Icon name="tree" />
            <h2>{t("departments.none")}</h2>
            <p>{t("departments.none_text")}</p>
          </section>
        ) : null}
        {tree.length > 0 ? (
          <>
            {phone ? null : <p className="departments-help quiet small">{t("departments.help")}</p>}
            <ul
              className={target === "top" ? "departments is-target" : "departments"}
              onDragOver={over(null)}
              onDrop={() => drop(null)}
            >
              {tree.map(({ branch, depth }) => (
                <li
                  key={branch.id}
                  draggable={editing !== branch.id}
                  className={[
                    "department",
                    target === branch.id && "is-target",
                    dragged === branch.id && "is-lifted",
                  ]
                    .filter(Boolean)
                    .join(" ")}
                  style={{ paddingInlineStart: 12 + depth * 24 }}
                  onDragStart={(event) => {
                    event.dataTransfer.effectAllowed = "move";
                    setDragged(branch.id);
                  }}
                  onDragEnd={() => {
                    setDragged(null);
                    setTarget(null);
                  }}
                  onDragOver={(event) => {
                    event.stopPropagation();
                    over(branch.id)(event);
                  }}
                  onDrop={(event) => {
                    event.stopPropagation();
                    drop(branch.id);
                  }}
                >
                  <Line
                    branch={branch}
                    all={all}
                    acts={acts}
                    editing={editing === branch.id}
                    onEdit={(on) => setEditing(on ? branch.id : null)}
                    onAdd={() => void add(branch.id)}
                  />
                </li>
              ))}
            </ul>
          </>
        ) : null}
      </div>
    </>
  );
}

type Acts = ReturnType<typeof useActs>;

function useActs() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { failed } = useSaying();
  const again = () => queries.invalidateQueries({ queryKey: departmentsQuery.queryKey });
  return {
    create: useMutation({
      mutationFn: (parent_id: string | null) =>
        call(api.POST("/departments", { body: { name: t("departments.new"), parent_id } })),
      onSuccess: again,
      onError: (error) => failed(error),
    }),
    change: useMutation({
      mutationFn: ({ id, change }: { id: string; change: Change }) =>
        call(
          api.PATCH("/departments/{department_id}", {
            params: { path: { department_id: id } },
            body: change,
          }),
        ),
      onSuccess: again,
      onError: (error) => failed(error),
    }),
    remove: useMutation({
      mutationFn: (id: string) =>
        call(
          api.DELETE("/departments/{department_id}", { params: { path: { department_id: id } } }),
        ),
      onSuccess: again,
      onError: (error) => failed(error),
    }),
  };
}

function Line({
  branch,
  all,
  acts,
  editing,
  onEdit,
  onAdd,
}: {
  branch: Department;
  all: readonly Department[];
  acts: Acts;
  editing: boolean;
  onEdit: (on: boolean) => void;
  onAdd: () => void;
}) {
  const { t } = useTranslation();
  const people = useQuery(peopleQuery);
  const [name, setName] = useState(branch.name);
  function begin() {
    setName(branch.name);
    onEdit(true);
  }
  function finish(keep: boolean) {
    onEdit(false);
    const wanted = name.trim();
    if (keep && wanted && wanted !== branch.name) {
      acts.change.mutate({ id: branch.id, change: { name: wanted } });
    } else setName(branch.name);
  }
  const places = branchNames([...all]).filter((each) => mayStand(all, branch.id, each.value));
  return (
    <>
      <Icon name="grip" className="department-grip" />
      {editing ? (
        <input
          className="field-box department-name"
          value={name}
          maxLength={100}
          aria-label={t("departments.name")}
          // biome-ignore lint/a11y/noAutofocus: asked for by the press on the name
          autoFocus
          onFocus={(event) => event.target.select()}
          onChange={(event) => setName(event.target.value)}
          onBlur={() => finish(true)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === "Enter") finish(true);
            if (event.key === "Escape") finish(false);
          }}
        />
      ) : (
        <button
          type="button"
          className="department-name clip"
          title={t("departments.rename")}
          onClick={begin}
        >
          {branch.name}
        </button>
      )}
      <span className="quiet small department-count">
        {t("departments.people", { n: branch.people })}
      </span>
      <Select
        className="department-head"
        variant="borderless"
        value={branch.head_id}
        allowClear
        placeholder={t("departments.no_head")}
        aria-label={t("departments.head_of", { name: branch.name })}
        showSearch={{
          filterOption: (text, option) => matchesText(String(option?.label ?? ""), text),
        }}
        options={(people.data?.items ?? [])
          .filter((each) => !("active" in each) || each.active)
          .map((each) => ({ value: each.id, label: each.name }))}
        onChange={(head) =>
          acts.change.mutate({ id: branch.id, change: { head_id: head ?? null } })
        }
      />
      <Dropdown
        trigger={["click"]}
        placement="bottomRight"
        menu={{
          items: [
            { key: "add", icon: <Icon name="plus" />, label: t("departments.add_below") },
            { key: "rename", icon: <Icon name="edit" />, label: t("departments.rename") },
            {
              key: "move",
              icon: <Icon name="transfer" />,
              label: t("departments.move"),
              disabled: places.length === 0 && branch.parent_id === null,
              children: [
                ...(branch.parent_id === null
                  ? []
                  : [{ key: "to:", label: t("departments.to_top") }]),
                ...places.map((each) => ({ key: `to:${each.value}`, label: each.label })),
              ],
            },
            {
              key: "remove",
              danger: true,
              icon: <Icon name="trash" />,
              label: t("departments.remove"),
              disabled: branch.people > 0 || all.some((each) => each.parent_id === branch.id),
            },
          ],
          onClick: ({ key }) => {
            if (key === "add") onAdd();
            else if (key === "rename") begin();
            else if (key === "remove") acts.remove.mutate(branch.id);
            else if (key.startsWith("to:")) {
              acts.change.mutate({ id: branch.id, change: { parent_id: key.slice(3) || null } });
            }
          },
        }}
      >
        <button
          type="button"
          className="btn btn-icon btn-small btn-plain"
          aria-label={t("studio.more_of", { app: branch.name })}
        >
          <Icon name="more" />
        </button>
      </Dropdown>
    </>
  );
}
