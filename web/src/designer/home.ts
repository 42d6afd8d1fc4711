import { useQueryClient } from "@tanstack/react-query";
import type { Workspace } from "../api/types";
import { workspaceQuery } from "../app/queries";
import type { FieldEntry } from "./catalogue";

/** Where the organization works; what is designed begins with it. */
export interface Home {
  country: string;
  zone: string;
}

const CHINA: Home = { country: "CN", zone: "Asia/Shanghai" };
const EURO = "AT BE DE ES FI FR IE IT LU NL PT".split(" ");
const CURRENCIES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(EURO.map((each) => [each, "EUR"])),
  ...{ US: "USD", GB: "GBP", JP: "JPY", HK: "HKD", MO: "MOP", TW: "TWD", KR: "KRW", SG: "SGD" },
  ...{ MY: "MYR", TH: "THB", VN: "VND", ID: "IDR", IN: "INR", AU: "AUD", CA: "CAD", CH: "CHF" },
  ...{ AE: "AED", RU: "RUB", BR: "BRL", MX: "MXN" },
};

/** As the settings say; nothing is asked of the server for it. */
export function useHome(): Home {
  const known = useQueryClient().getQueryData<Workspace>(workspaceQuery.queryKey);
  return known ? { country: known.country, zone: known.zone } : CHINA;
}

/** The field types with what a new field of them begins with there: its numbers, its money. */
export function startingIn(entries: readonly FieldEntry[], country: string): readonly FieldEntry[] {
  const currency = CURRENCIES[country];
  const more: Readonly<Record<string, Record<string, unknown>>> = {
    mobile: country === CHINA.country ? {} : { country },
    money: currency ? { currency } : {},
  };
  return entries.map((each) =>
    more[each.key] ? { ...each, start: { ...each.start, ...more[each.key] } } : each,
  );
}
