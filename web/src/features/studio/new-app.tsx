import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, call } from "../../api/client";
import { byField } from "../../api/errors";
import { Dialog, DialogForm } from "../../app/dialog";
import { useFocusOnOpen } from "../../app/focus-on-open";
import { useSaying } from "../../app/saying";
import { appPath } from "../../designer/places";
import { appsQuery } from "./queries";

const MOST = 20;

/** Pinyin is a large table: it comes when it is needed. */
async function suggested(name: string, taken: ReadonlySet<string>): Promise<string> {
  const { suggestKey } = await import("../../designer/pinyin");
  return suggestKey(name.trim(), (each) => taken.has(each), "app", MOST);
}

/** A name is enough; the key is suggested from it and can be changed before, never after. */
export function NewApp({ taken, onClose }: { taken: ReadonlySet<string>; onClose: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const { field, afterOpenChange } = useFocusOnOpen();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { failed } = useSaying();
  const [name, setName] = useState("");
  const [key, setKey] = useState("");
  const [own, setOwn] = useState(false);

  useEffect(() => {
    if (own) return;
    let current = true;
    if (!name.trim()) setKey("");
    else {
      void suggested(name, taken).then((found) => current && setKey(found));
    }
    return () => {
      current = false;
    };
  }, [name, own, taken]);

  const create = useMutation({
    // Enter may come before the key has been suggested.
    mutationFn: async () => {
      const chosen = key || (await suggested(name, taken));
      await call(api.POST("/apps", { body: { key: chosen, name: name.trim() } }));
      return chosen;
    },
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: appsQuery.queryKey });
      void queries.invalidateQueries({ queryKey: ["workspace"] });
      onClose();
      void navigate(appPath(made));
    },
    onError: (error) => {
      if (Object.keys(byField(error)).length === 0) failed(error, () => create.mutate());
    },
  });
  const problems = byField(create.error);
  const ready = name.trim() !== "" && (key !== "" || !own) && !create.isPending;
  return (
    <Dialog
      title={t("studio.new_app")}
      width={440}
      onClose={onClose}
      afterOpenChange={afterOpenChange}
    >
      <DialogForm
        act={t("studio.create_app")}
        ready={ready}
        onSend={() => create.mutate()}
        onClose={onClose}
      >
        <div className={problems.name ? "field has-problem" : "field"}>
          <label className="field-label" htmlFor={`${id}-name`}>
            {t("studio.app_name")}
          </label>
          <input
            id={`${id}-name`}
            className="field-box"
            ref={field}
            value={name}
            maxLength={100}
            placeholder={t("studio.app_name_example")}
            onChange={(event) => setName(event.target.value)}
          />
          {problems.name ? <p className="field-problem">{problems.name}</p> : null}
        </div>
        <div className={problems.key ? "field has-problem" : "field"}>
          <label className="field-label" htmlFor={`${id}-key`}>
            {t("studio.app_key")}
          </label>
          <input
            id={`${id}-key`}
            className="field-box"
            value={key}
            maxLength={MOST}
            spellCheck={false}
            autoCapitalize="none"
            aria-describedby={`${id}-help`}
            onChange={(event) => {
              setOwn(true);
              setKey(event.target.value.toLowerCase());
            }}
          />
          {problems.key ? (
            <p className="field-problem">{problems.key}</p>
          ) : (
            <p className="field-help" id={`${id}-help`}>
              {t("studio.app_key_help")}
            </p>
          )}
        </div>
      </DialogForm>
    </Dialog>
  );
}
