import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useWorkspace } from "./queries";
import { useSaying } from "./saying";
import { samplesQuery, stepIn } from "./trial";
import "./trial.css";

const CUSTOMER = "customer";

/** For builders, where a screen has nothing to show yet: look at it with the samples, as somebody who works there. */
export function TryIt({ app }: { app: string }) {
  const { t } = useTranslation();
  const { failed } = useSaying();
  const builder = useWorkspace().person.admin;
  const { data } = useQuery({ ...samplesQuery(app), enabled: builder });
  if (!builder || !data) return null;
  const role = data.roles.find((each) => each.key !== CUSTOMER);
  if (data.state === "ready" && role) {
    return (
      <button
        type="button"
        className="btn"
        onClick={() => stepIn(app, role.key).catch((error: unknown) => failed(error))}
      >
        {t("trial.try_as", { role: role.name })}
      </button>
    );
  }
  return (
    <Link className="btn" to={`/studio/${app}`}>
      {t(data.state === "making" ? "trial.soon" : "trial.make")}
    </Link>
  );
}

/** Where nobody has made an app yet: whoever may makes one, others hear whom to ask. */
export function NoAppYet() {
  const { t } = useTranslation();
  const builder = useWorkspace().person.admin;
  return (
    <section className="nothing">
      <h2>{t("trial.no_app")}</h2>
      <p>{t(builder ? "trial.no_app_text" : "trial.no_app_ask")}</p>
      {builder ? (
        <div className="row">
          <Link className="btn" to="/studio">
            {t("trial.no_app_blank")}
          </Link>
          <Link className="btn btn-primary" to="/welcome">
            {t("trial.no_app_go")}
          </Link>
        </div>
      ) : null}
    </section>
  );
}
