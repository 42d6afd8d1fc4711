import { LANGUAGES } from "../../fields";
import { Boundary } from "../../ui/boundary";
import { ToastProvider } from "../../ui/toast";
import { ProgressPage } from "./progress";
import { PublicFormPage } from "./public-form";
import { Shell } from "./shell";
import { SurveyPage } from "./survey";
import { TextsProvider, useTexts } from "./texts";
import { Trouble } from "./trouble";
import "../../ui/tokens.css";
import "../../ui/ui.css";
import "./portal.css";
import "./progress.css";
import "./wide.css";
import "./rating.css";

const PAGES = { f: "form", p: "progress", s: "survey" } as const;
type Page = (typeof PAGES)[keyof typeof PAGES];

/** Which public page an address means: `/f/{slug}` a form, `/p/{token}` the progress of a ticket, `/s/{token}` a survey. */
export function pageOf(path: string): { page: Page; name: string } | null {
  const match = /^\/(f|p|s)\/([^/]+)\/?$/.exec(path);
  if (!match?.[2]) return null;
  try {
    return { page: PAGES[match[1] as keyof typeof PAGES], name: decodeURIComponent(match[2]) };
  } catch {
    return null;
  }
}

/** What was filled in is on the device: opened again, it is there. */
const Broken = () => <Instead cause="broken" />;
const Nowhere = () => <Instead cause="unknown" />;

function Instead({ cause }: { cause: "broken" | "unknown" }) {
  const { t } = useTexts();
  return (
    <Shell company="" title={t("form.page")} offered={LANGUAGES}>
      <Trouble cause={cause} onRetry={() => window.location.reload()} />
    </Shell>
  );
}

/** All that strangers see without an account. */
export function Portal({ path }: { path: string }) {
  const place = pageOf(path);
  return (
    <TextsProvider>
      <ToastProvider>
        <Boundary instead={<Broken />}>
          {place?.page === "form" ? (
            <PublicFormPage slug={place.name} />
          ) : place?.page === "survey" ? (
            <SurveyPage token={place.name} />
          ) : place ? (
            <ProgressPage token={place.name} />
          ) : (
            <Nowhere />
          )}
        </Boundary>
      </ToastProvider>
    </TextsProvider>
  );
}
