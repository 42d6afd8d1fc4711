import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Form } from "../../api/types";
import { Icon } from "../../app/icon";
import { allForms, formPath } from "../../app/places";
import { tasksQuery, useWorkspace } from "../../app/queries";
import { TryIt } from "../../app/try-it";

/** Nothing to do: everything is done, or there never was anything and the person hears what to do first. */
export function NoneToDo({ fresh }: { fresh: Form | undefined }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { person } = workspace;
  const done = useInfiniteQuery(tasksQuery("done"));
  if (done.isPending) return null;
  const roleless = person.admin && allForms(workspace).length === 0;
  const first = done.data?.pages.every((page) => page.items.length === 0) ?? false;
  return (
    <section className="nothing">
      <Icon name={first ? "tasks" : "check"} />
      <h2>{first ? t("tasks.first.title", { name: person.name }) : t("tasks.empty.todo.title")}</h2>
      <p>
        {first
          ? t(
              roleless
                ? "tasks.first.no_role"
                : person.admin
                  ? "tasks.first.builder"
                  : "tasks.first.text",
            )
          : t("tasks.empty.todo.text")}
      </p>
      {roleless ? (
        <Link className="btn btn-primary" to={`/admin/people?open=${person.id}`}>
          {t("tasks.first.role")}
        </Link>
      ) : null}
      {fresh ? (
        <div className="row">
          <Link className="btn" to={formPath(fresh.key)}>
            {t("tasks.look_all", { form: fresh.name })}
          </Link>
          <TryIt app={fresh.key.split(".")[0] ?? ""} />
          <Link className="btn btn-primary" to={`${formPath(fresh.key)}?new=1`}>
            <Icon name="plus" />
            {t("records.new_named", { form: fresh.name })}
          </Link>
        </div>
      ) : null}
    </section>
  );
}
