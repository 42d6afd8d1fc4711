import { Popover } from "antd";
import { useTranslation } from "react-i18next";
import type { Trial } from "./trial";

const HEIGHT = 40;
const WIDTH = 376;

/** 如果过去 30 天就用它: how many, and on which days; nights stand out. */
export function Lookback({ found, onChoose }: { found: Trial; onChoose: (id: string) => void }) {
  const { t } = useTranslation();
  const past = found.past;
  if (past === null) return <p className="rl-lookback quiet">{t("rules.past.button")}</p>;
  const most = Math.max(1, ...past.per_day.map((each) => each.n));
  const step = WIDTH / past.per_day.length;
  const said = t(past.at_night > 0 ? "rules.past.said_night" : "rules.past.said", {
    n: past.records,
    night: past.at_night,
  });
  return (
    <section className="rl-lookback">
      <h3>{t("rules.past.title", { n: past.days })}</h3>
      <p className="rl-figure">
        <b>{past.records}</b>
        <span>
          {t("rules.past.records")}
          {past.at_night > 0 ? <b>{t("rules.past.night", { n: past.at_night })}</b> : null}
        </span>
        {past.sample.length > 0 ? (
          <Popover
            trigger="click"
            placement="topRight"
            content={
              <ul className="rl-sample">
                {past.sample.map((each) => (
                  <li key={each.id}>
                    <button type="button" onClick={() => onChoose(each.id)}>
                      <b>{each.number}</b>
                      <span className="clip">{each.title}</span>
                    </button>
                  </li>
                ))}
              </ul>
            }
          >
            <button type="button" className="text-link push">
              {t("rules.past.look")}
            </button>
          </Popover>
        ) : null}
      </p>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className="rl-bars"
        role="img"
        aria-label={said}
        preserveAspectRatio="none"
      >
        {past.per_day.map((day, place) => {
          const height = day.n === 0 ? 0 : Math.max(3, (day.n / most) * HEIGHT);
          const night = day.n === 0 ? 0 : (day.night / day.n) * height;
          const title = t("rules.past.day", { day: day.day, n: day.n });
          return (
            <g key={day.day}>
              <title>{title}</title>
              <rect x={place * step} y={0} width={step} height={HEIGHT} fill="transparent" />
              <rect
                className="rl-bar"
                x={place * step}
                y={HEIGHT - height}
                width={step - 4}
                height={height}
                rx={1.5}
              />
              <rect
                className="rl-bar is-night"
                x={place * step}
                y={HEIGHT - night}
                width={step - 4}
                height={night}
                rx={1.5}
              />
            </g>
          );
        })}
      </svg>
      <p className="quiet small">{t(past.cut ? "rules.past.cut" : "rules.past.basis")}</p>
    </section>
  );
}
