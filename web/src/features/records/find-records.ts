import { api, call } from "../../api/client";
import type { FoundRecord } from "../../fields";

const MOST_FOUND = 20;

/** Records of a form that the reader may see, by a part of their title or number, the newest first. */
export async function findRecords(
  form: string,
  text: string,
  signal: AbortSignal,
): Promise<FoundRecord[]> {
  const query = { limit: MOST_FOUND, ...(text ? { search: text } : {}) };
  const page = await call(
    api.GET("/forms/{form}/records", { params: { path: { form }, query }, signal }),
  );
  return page.items.map(({ id, number, title }) => ({ id, form, number, title }));
}
