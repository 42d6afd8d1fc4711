import { useTexts } from "./texts";

function Bone({ width, height }: { width: string; height: number }) {
  return <span className="ui-bone" style={{ width, height }} />;
}

/** Holds the place of a form while it is read. */
export function FormSkeleton() {
  const { t } = useTexts();
  return (
    <div className="p-form" role="status" aria-label={t("loading")}>
      <h1 className="ui-sr">{t("form.page")}</h1>
      <div className="p-lead">
        <Bone width="45%" height={36} />
        <Bone width="70%" height={22} />
      </div>
      <div className="p-card">
        {["30%", "22%", "26%"].map((width) => (
          <div className="p-row p-row-line p-bone-row" key={width}>
            <Bone width={width} height={20} />
          </div>
        ))}
      </div>
      <div className="p-card p-bone-card">
        <Bone width="24%" height={20} />
        <Bone width="100%" height={44} />
        <Bone width="100%" height={44} />
        <Bone width="24%" height={20} />
        <Bone width="100%" height={64} />
      </div>
    </div>
  );
}

/** Holds the place of a progress page while it is read. */
export function ProgressSkeleton() {
  const { t } = useTexts();
  return (
    <div className="p-form" role="status" aria-label={t("loading")}>
      <h1 className="ui-sr">{t("progress.page")}</h1>
      <div className="p-card p-bone-card">
        <Bone width="40%" height={20} />
        <Bone width="60%" height={36} />
        <Bone width="70%" height={22} />
        <Bone width="100%" height={68} />
      </div>
      <div className="p-card p-bone-card">
        <Bone width="30%" height={20} />
        <Bone width="100%" height={44} />
        <Bone width="30%" height={20} />
        <Bone width="60%" height={20} />
      </div>
    </div>
  );
}
