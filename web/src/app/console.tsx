import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { App, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { useEffect, useRef } from "react";
import { RouterProvider } from "react-router/dom";
import { ApiError } from "../api/errors";
import { duePath, isDue } from "../features/session/due-path";
import { type Language, usePreferences } from "./preferences";
import { router } from "./router";
import { signInPath } from "./shell";
import { useAntTheme } from "./theme";

const GATES = ["/sign-in", "/setup", "/due", "/forgotten", "/join/", "/reset/"];

/** When the session ended meanwhile, the sign-in page comes with the way back. */
function useSessionEnd(queries: QueryClient): void {
  useEffect(() => {
    function look(error: unknown) {
      const { pathname, search } = window.location;
      if (GATES.some((gate) => pathname.startsWith(gate))) return;
      if (isDue(error)) void router.navigate(duePath(pathname + search), { replace: true });
      if (!(error instanceof ApiError) || !error.signedOut) return;
      void router.navigate(signInPath(pathname, search), { replace: true });
    }
    const unhear = [
      queries.getQueryCache().subscribe((event) => {
        if (event.type === "updated" && event.action.type === "error") look(event.action.error);
      }),
      queries.getMutationCache().subscribe((event) => {
        if (event.type === "updated" && event.action.type === "error") look(event.action.error);
      }),
    ];
    return () => {
      for (const stop of unhear) stop();
    };
  }, [queries]);
}

/** Names and sentences come from the server, so they are read again in the other language. */
function useLanguageChange(queries: QueryClient, language: Language): void {
  const before = useRef(language);
  useEffect(() => {
    if (before.current === language) return;
    before.current = language;
    void queries.invalidateQueries();
  }, [queries, language]);
}

export function Console({ queries }: { queries: QueryClient }) {
  const language = usePreferences((state) => state.language);
  const theme = useAntTheme();
  useSessionEnd(queries);
  useLanguageChange(queries, language);
  return (
    <ConfigProvider
      theme={theme}
      locale={language === "zh-CN" ? zhCN : enUS}
      button={{ autoInsertSpace: false }}
    >
      <App component={false} message={{ maxCount: 3 }} notification={{ placement: "bottomRight" }}>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  );
}
