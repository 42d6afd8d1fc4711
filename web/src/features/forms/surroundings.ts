import { useMemo } from "react";
import { usePreferences } from "../../app/preferences";
import { useColleagues } from "../../app/queries";
import { type FieldEnvironment, fieldTexts, translator, UploadFailure } from "../../fields";

/** What inputs need when nothing is stored: they look as usual, files go nowhere. */
export function useFieldSurroundings(): FieldEnvironment {
  const language = usePreferences((state) => state.language);
  const people = useColleagues().data?.items;
  return useMemo(
    () => ({
      language,
      t: translator(fieldTexts[language]),
      files: {},
      people: Object.fromEntries((people ?? []).map((each) => [each.id, { name: each.name }])),
      upload: async (file) => {
        if (file.size === 0) throw new UploadFailure("refused");
        return { id: `preview-${file.name}`, name: file.name, size: file.size, type: file.type };
      },
    }),
    [language, people],
  );
}
