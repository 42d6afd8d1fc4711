import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => unknown;
}

/** At the end of a list: reads the next page shortly before one gets there. */
export function MoreOnScroll({ query }: { query: Pages }) {
  const { t } = useTranslation();
  const end = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  useEffect(() => {
    const mark = end.current;
    if (!mark || !hasNextPage || isFetchingNextPage || isFetchNextPageError) return;
    const watch = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) fetchNextPage();
      },
      { rootMargin: "400px" },
    );
    watch.observe(mark);
    return () => watch.disconnect();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  if (!hasNextPage) return null;
  return (
    <div ref={end} style={{ padding: "16px 24px", textAlign: "center" }}>
      {isFetchNextPageError ? (
        <button type="button" className="btn" onClick={() => fetchNextPage()}>
          {t("trouble.retry")}
        </button>
      ) : (
        <span className="bone" style={{ width: 160, margin: "0 auto" }} />
      )}
    </div>
  );
}
