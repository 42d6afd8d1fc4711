import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Dropdown, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, call } from "../../api/client";
import { byField } from "../../api/errors";
import { Dialog, DialogFoot, DialogForm } from "../../app/dialog";
import { useFocusOnOpen } from "../../app/focus-on-open";
import { Icon } from "../../app/icon";
import { useSaying } from "../../app/saying";
import type { AppModel } from "../../designer/app-model";
import type { Document } from "../../designer/document";
import { type FlowGround, firstFlow, groundOf } from "../../designer/first-flow";
import { designerPath } from "../../designer/places";
import { PartIcon } from "../../designer/publish/part-icon";
import { draftsChanged } from "../../designer/publish/queries";
import "./add-part.css";

export type NewKind = "form" | "flow" | "rule" | "dashboard" | "survey";

const KINDS: NewKind[] = ["form", "flow", "rule", "dashboard", "survey"];
/** Bounds of keys, as the server has them. */
const MOST: Record<NewKind, number> = { form: 30, flow: 40, rule: 40, dashboard: 40, survey: 40 };

/** What a new artefact begins with. */
function firstDocument(kind: NewKind, name: string, form: string, ground: FlowGround): Document {
  switch (kind) {
    case "form":
      return { name, fields: {} };
    case "flow":
      return firstFlow(name, form, ground);
    case "rule":
      // biome-ignore lint/suspicious/noThenProperty: the word of a rule's document
      return { name, when: { event: "record_created", form }, then: [] };
    case "dashboard":
      return { name, widgets: {} };
    case "survey":
      return { scale: "csat", question: name, expires: { days: 14 } };
  }
}

/** The menu of what can be added. */
export function AddMenu({ onAdd }: { onAdd: (kind: NewKind) => void }) {
  const { t } = useTranslation();
  return (
    <Dropdown
      trigger={["click"]}
      placement="bottomRight"
      menu={{
        items: KINDS.map((kind) => ({
          key: kind,
          icon: <PartIcon kind={kind} />,
          label: (
            <span className="studio-add-item">
              <b>{t(`part.title.${kind}`)}</b>
              <small>{t(`studio.about_kind.${kind}`)}</small>
            </span>
          ),
        })),
        onClick: ({ key }) => onAdd(key as NewKind),
      }}
    >
      <button type="button" className="btn btn-small">
        <Icon name="plus" size="s" />
        {t("studio.add")}
      </button>
    </Dropdown>
  );
}

/** Asks for the name, makes the draft and opens its designer. */
export function AddPart({
  app,
  kind,
  model,
  onClose,
}: {
  app: string;
  kind: NewKind;
  model: AppModel;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const { field, afterOpenChange } = useFocusOnOpen();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { failed } = useSaying();
  const tickets = model.forms.find((each) => each.statusField) ?? model.forms[0];
  const [name, setName] = useState("");
  const [form, setForm] = useState(tickets?.key ?? "");
  const needsForm = kind === "flow" || kind === "rule";
  const create = useMutation({
    mutationFn: async () => {
      const { suggestKey } = await import("../../designer/pinyin");
      const taken = model.taken(kind);
      // A question is no name: surveys are called like their scale.
      const wanted = kind === "survey" ? "csat" : name.trim();
      const key = suggestKey(wanted, (each) => taken.has(each), kind, MOST[kind]);
      await call(
        api.PUT("/definitions/{kind}/{key}/draft", {
          params: { path: { kind, key: `${app}.${key}` } },
          body: {
            version: 0,
            document: firstDocument(kind, name.trim(), form, groundOf(model, form, t)),
          },
        }),
      );
      return key;
    },
    onSuccess: async (key) => {
      await queries.invalidateQueries({ queryKey: ["studio", app] });
      void draftsChanged(queries, app);
      onClose();
      void navigate(designerPath(app, kind, key));
    },
    onError: (error) => failed(error, () => create.mutate()),
  });
  const problems = byField(create.error);
  const blocked = needsForm && model.forms.length === 0;
  const ready = name.trim() !== "" && !blocked && !create.isPending;
  return (
    <Dialog
      title={t(`studio.new_kind.${kind}`)}
      width={440}
      onClose={onClose}
      afterOpenChange={afterOpenChange}
    >
      {blocked ? (
        <>
          <p>{t("studio.needs_form")}</p>
          <DialogFoot>
            <button type="button" className="btn btn-primary" onClick={onClose}>
              {t("dialog.close")}
            </button>
          </DialogFoot>
        </>
      ) : (
        <DialogForm
          act={t(create.isPending ? "studio.creating" : "studio.create_and_open")}
          ready={ready}
          onSend={() => create.mutate()}
          onClose={onClose}
        >
          <div className={problems.key ? "field has-problem" : "field"}>
            <label className="field-label" htmlFor={`${id}-name`}>
              {t(kind === "survey" ? "studio.question" : "studio.name")}
            </label>
            <input
              id={`${id}-name`}
              className="field-box"
              ref={field}
              value={name}
              maxLength={200}
              placeholder={t(`studio.example.${kind}`)}
              onChange={(event) => setName(event.target.value)}
            />
            {problems.key ? <p className="field-problem">{problems.key}</p> : null}
          </div>
          {needsForm ? (
            <div className="field">
              <label className="field-label" htmlFor={`${id}-form`}>
                {t(kind === "flow" ? "studio.flow_form" : "studio.rule_form")}
              </label>
              <Select
                id={`${id}-form`}
                style={{ width: "100%" }}
                value={form}
                onChange={setForm}
                options={model.forms.map((each) => ({ value: each.key, label: each.label }))}
              />
            </div>
          ) : null}
        </DialogForm>
      )}
    </Dialog>
  );
}
