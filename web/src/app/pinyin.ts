/** Finds Chinese words by their characters, whole pinyin, or first letters; loaded when first needed. */
export interface Matcher {
  /** Which characters of the text the query stands for; null when it does not match. */
  match: (text: string, query: string) => number[] | null;
}

let loading: Promise<Matcher> | undefined;

export function loadMatcher(): Promise<Matcher> {
  loading ??= import("pinyin-pro").then(
    ({ match }) => ({
      match: (text, query) =>
        plainMatch(text, query) ??
        match(text, query.replace(/\s+/g, ""), { continuous: true, precision: "first" }) ??
        null,
    }),
    (error: unknown) => {
      // Without a network only this time: whoever asks next tries once more.
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** The places of the query in the text as it is written. */
function plainMatch(text: string, query: string): number[] | null {
  const at = text.toLowerCase().indexOf(query.toLowerCase());
  if (at < 0) return null;
  return Array.from({ length: query.length }, (_, index) => at + index);
}

/** Without pinyin, until that is there. */
export const plainMatcher: Matcher = { match: plainMatch };
