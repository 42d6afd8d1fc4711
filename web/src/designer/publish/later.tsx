import { DatePicker, Popover } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/icon";
import { useNow } from "../../app/now";
import { moment } from "../../app/words";

/** How far ahead the server takes it. */
const FARTHEST_DAYS = 90;

/** 今晚 22:00 and 明早 7:00, those that are still to come. */
export function suggestions(now: number): Dayjs[] {
  const today = dayjs(now);
  const evening = today.hour(22).minute(0).second(0).millisecond(0);
  const morning = today.add(1, "day").hour(7).minute(0).second(0).millisecond(0);
  return [evening, morning].filter((each) => each.valueOf() > now + 60_000);
}

/** 定时发布: a time that is suggested, or one of one's own. */
export function Later({ disabled, onPick }: { disabled: boolean; onPick: (at: string) => void }) {
  const { t } = useTranslation();
  const now = useNow();
  const [open, setOpen] = useState(false);
  const [own, setOwn] = useState<Dayjs | null>(null);
  function pick(at: Dayjs) {
    setOpen(false);
    onPick(at.toISOString());
  }
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="topRight"
      content={
        <div className="later">
          <p className="quiet">{t("publish.later_text")}</p>
          {suggestions(now).map((each) => (
            <button key={each.valueOf()} type="button" className="btn" onClick={() => pick(each)}>
              <Icon name="clock" size="s" />
              {t("publish.at", { time: moment(each.valueOf(), now, t) })}
            </button>
          ))}
          <div className="later-own">
            <DatePicker
              showTime={{ format: "HH:mm", minuteStep: 5 }}
              format="YYYY-MM-DD HH:mm"
              aria-label={t("publish.later_own")}
              placeholder={t("publish.later_own")}
              value={own}
              minDate={dayjs(now)}
              maxDate={dayjs(now).add(FARTHEST_DAYS, "day")}
              onChange={(at) => setOwn(at)}
            />
            <button
              type="button"
              className="btn btn-primary"
              disabled={!own || own.valueOf() <= now}
              onClick={() => own && pick(own)}
            >
              {t("publish.later_set")}
            </button>
          </div>
        </div>
      }
    >
      <button type="button" className="btn" disabled={disabled} aria-expanded={open}>
        <Icon name="clock" size="s" />
        {t("publish.later")}
      </button>
    </Popover>
  );
}
