import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { fileUrl, uploadWay } from "../../api/client";
import type { Form, Related } from "../../api/types";
import { recordPath } from "../../app/places";
import { usePreferences } from "../../app/preferences";
import { useColleagues } from "../../app/queries";
import {
  type FieldEnvironment,
  FieldEnvironmentContext,
  type FileInfo,
  fieldTexts,
  type LinkedRecord,
  loadPinyin,
  picturesOf,
  sendFile,
  type TransferState,
  translator,
} from "../../fields";
import { findRecords } from "./find-records";
import "../../app/field-look.css";

const NOBODY: Related = { people: {}, files: {}, records: {} };

/** Gives the field inputs inside what they need: texts, colleagues' names, files and their sending. */
export function FieldSurface({
  form,
  related = NOBODY,
  onTransfers,
  children,
}: {
  form: Form;
  related?: Related | undefined;
  onTransfers?: ((fieldKey: string, state: TransferState) => void) | undefined;
  children: ReactNode;
}) {
  const language = usePreferences((state) => state.language);
  const colleagues = useColleagues();
  const [sent, setSent] = useState<Record<string, FileInfo>>({});
  const [linked, setLinked] = useState<Record<string, LinkedRecord>>({});
  const items = colleagues.data?.items;
  const environment = useMemo<FieldEnvironment>(() => {
    const people: Record<string, { name: string }> = { ...related.people };
    for (const person of items ?? []) {
      if (!("active" in person) || person.active) people[person.id] = { name: person.name };
    }
    const files: Record<string, FileInfo> = {};
    for (const [id, file] of Object.entries(related.files)) {
      files[id] = { id, ...file, ...picturesOf(fileUrl(id), file.type) };
    }
    return {
      language,
      t: translator(fieldTexts[language]),
      people,
      files: { ...files, ...sent },
      records: { ...related.records, ...linked },
      findRecords,
      rememberRecord: (id, record) => setLinked((before) => ({ ...before, [id]: record })),
      recordAddress: (to, id) => recordPath(to, id),
      loadPinyin,
      fileAddress: (id) => fileUrl(id),
      rememberFile: (file) => {
        const shown = { ...picturesOf(fileUrl(file.id), file.type), ...file };
        setSent((before) => ({ ...before, [file.id]: shown }));
      },
      upload: (file, field, hooks) =>
        sendFile(uploadWay(form.key, field.key, file.name), file, hooks),
      ...(onTransfers ? { onTransfers } : {}),
    };
  }, [language, items, related, sent, linked, form.key, onTransfers]);
  return <FieldEnvironmentContext value={environment}>{children}</FieldEnvironmentContext>;
}

/** The sentence for an answer that cannot be sent, in the language of the kit. */
export function useProblemWords(): (
  code: string,
  values?: Record<string, string | number>,
) => string {
  const language = usePreferences((state) => state.language);
  const { t } = useTranslation();
  return useMemo(() => {
    const words = translator(fieldTexts[language]);
    return (code, values) => {
      const key = `problem.${code}`;
      const sentence = words(key, values);
      return sentence === key ? t("setup.missing") : sentence;
    };
  }, [language, t]);
}
