import { useCallback, useEffect, useState } from "react";
import { LANGUAGES } from "../../fields";
import { readForm } from "./api";
import { FillForm } from "./fill-form";
import { rememberForm } from "./last-form";
import type { PublicForm, Receipt } from "./model";
import { Shell } from "./shell";
import { FormSkeleton } from "./skeletons";
import { useTexts } from "./texts";
import { Thanks } from "./thanks";
import { causeOf, Trouble } from "./trouble";

/** The receipt rests in the browser's history, so that reloading the thank-you page shows it again. */
function storedReceipt(): Receipt | null {
  const state: unknown = window.history.state;
  const receipt = (state as { receipt?: Receipt } | null)?.receipt;
  return receipt?.number ? receipt : null;
}

export function PublicFormPage({ slug }: { slug: string }) {
  const { language, t } = useTexts();
  const [form, setForm] = useState<PublicForm | null>(null);
  const [trouble, setTrouble] = useState<unknown>(null);
  const [receipt, setReceipt] = useState(storedReceipt);
  const [attempt, setAttempt] = useState(0);
  const [round, setRound] = useState(0);

  // A new attempt reads again.
  useEffect(() => {
    const control = new AbortController();
    readForm(slug, language, control.signal)
      .then((read) => {
        rememberForm(slug);
        setTrouble(null);
        setForm(read);
      })
      .catch((error: unknown) => {
        if (!control.signal.aborted) setTrouble(error);
      });
    return () => control.abort();
  }, [slug, language, attempt]);

  const onDone = useCallback((got: Receipt) => {
    window.history.replaceState({ receipt: got }, "");
    setReceipt(got);
  }, []);

  const version = form?.version;
  const readAgain = useCallback(async () => {
    const read = await readForm(slug, language).catch(() => null);
    if (!read || read.version === version) return false;
    setForm(read);
    return true;
  }, [slug, language, version]);

  const startOver = useCallback(() => {
    window.history.replaceState(null, "");
    setReceipt(null);
    setRound((count) => count + 1);
    window.scrollTo(0, 0);
  }, []);

  if (form && receipt) return <Thanks form={form} receipt={receipt} onAnother={startOver} />;
  // A form that is already on the page stays, whatever reading it in another language brings.
  if (form) {
    return (
      <FillForm
        key={round}
        slug={slug}
        form={form}
        onDone={onDone}
        onReadAgain={readAgain}
        onStartOver={startOver}
      />
    );
  }
  return (
    <Shell company="" title={t("form.page")} offered={LANGUAGES}>
      {trouble ? (
        <Trouble
          cause={causeOf(trouble, "form")}
          onRetry={() => {
            setTrouble(null);
            setAttempt((count) => count + 1);
          }}
        />
      ) : (
        <FormSkeleton />
      )}
    </Shell>
  );
}
