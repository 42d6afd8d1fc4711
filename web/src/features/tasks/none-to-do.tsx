import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Form } from "../../api/types";
import { Icon } from "../../app/icon";
import { formPath } from "../../app/places";
import { tasksQuery, useWorkspace } from "../../app/queries";
import { TryIt } from "../../app/try-it";

/** Nothing to do: everything is done, or there never was anything and the person hears what to do first. */
export function NoneToDo({ fresh }: { fresh: Form | undefined }) {
  const { t } = useTranslation();
  const { person } = useWorkspace();
  const done = useInfiniteQuery(tasksQuery("done"));
  if (done.isPending) return null;
  const first = done.data?.pages.every((page) => page.items.length === 0) ?? false;
  return (
    <section className="nothing">
      <Icon name={first ? "tasks" : "check"} />
      <h2>{first ? t("tasks.first.title", { name: person.name }) : t("tasks.empty.todo.title")}</h2>
      <p>
        {first
          ? t(person.admin ? "tasks.first.builder" : "tasks.first.text")
          : t("tasks.empty.todo.text")}
      </p>
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
