import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ApiError } from "../api/errors";
import { Icon } from "./icon";

/** What of an app is not there, where the server says so. */
function partOf(error: ApiError | null): { kind: string; app: string } | null {
  if (error?.code !== "definition_missing") return null;
  const { kind, name } = error.problem as { kind?: string; name?: string };
  return kind && name?.includes(".") ? { kind, app: name.split(".")[0] ?? "" } : null;
}

/** How long to wait before asking again by itself. */
const AGAIN = 5_000;

/** In place of what could not be shown: what happened, and what to do; `whole` when nothing else is on the page. */
export function Trouble({
  error,
  retry,
  whole = false,
}: {
  error: unknown;
  retry?: () => void;
  whole?: boolean;
}) {
  const { t } = useTranslation();
  const known = error instanceof ApiError ? error : null;
  const goesBy = Boolean(known?.unreachable || known?.passing);
  useEffect(() => {
    if (!goesBy || !retry) return;
    const timer = setInterval(retry, AGAIN);
    return () => clearInterval(timer);
  }, [goesBy, retry]);
  const kind = known?.unreachable
    ? "unreachable"
    : known?.passing
      ? "away"
      : known?.status === 404
        ? "missing"
        : known?.status === 403
          ? "forbidden"
          : "other";
  const part = kind === "missing" ? partOf(known) : null;
  const retrying = retry && kind !== "missing" && kind !== "forbidden";
  const Heading = whole ? "h1" : "h2";
  return (
    <section className={whole ? "nothing is-whole" : "nothing"} role="alert">
      <Icon name={kind === "forbidden" ? "lock" : "info"} />
      <Heading>
        {part
          ? t("trouble.part.title", { kind: t(`part.kind.${part.kind}`) })
          : t(`trouble.${kind}.title`)}
      </Heading>
      <p>{(kind === "other" && known?.message) || t(`trouble.${part ? "part" : kind}.text`)}</p>
      <div className="row">
        {retrying ? (
          <button type="button" className="btn" onClick={retry}>
            <Icon name="retry" />
            {t("trouble.retry")}
          </button>
        ) : null}
        <Link
          className={whole && !retrying ? "btn btn-primary" : "btn"}
          to={part ? `/studio/${part.app}` : "/tasks"}
        >
          {t(part ? "trouble.part.back" : "trouble.home")}
        </Link>
      </div>
    </section>
  );
}
