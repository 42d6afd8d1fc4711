import { useMutation } from "@tanstack/react-query";
import { Checkbox, Input, Modal } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import { Bones } from "../../app/bones";
import { FileDrop } from "../../app/file-drop";
import { usePhone } from "../../app/screen";
import { Trouble } from "../../app/trouble";
import { useCatalogue } from "../../designer/catalogue";
import { holdSheet } from "../../designer/held-sheet";
import { useSession } from "../../designer/session";
import { ChoiceSelect } from "../../designer/settings";
import { type GuessedSheet, isGiven, typesFor, type WantedColumn, wantedOf } from "./sheet-fields";
import { useFormActs } from "./use-form";
import "./sheet-start.css";

/** 从 Excel 导入字段: what each column probably is, corrected where it was guessed wrong. */
export function SheetStart({ first, onClose }: { first: File | null; onClose: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const phone = usePhone();
  const acts = useFormActs();
  const app = useSession((state) => state.app);
  const name = useSession((state) => state.name);
  const [file, setFile] = useState<File | null>(null);
  const [sheet, setSheet] = useState<GuessedSheet | null>(null);
  const [wanted, setWanted] = useState<WantedColumn[]>([]);
  const read = useMutation({
    mutationFn: (chosen: File) =>
      call(
        api.POST("/sheets/guess", {
          body: chosen as unknown as string,
          bodySerializer: (body: unknown) => body as Blob,
          headers: { "Content-Type": "application/octet-stream" },
        }),
      ),
    onMutate: setFile,
    onSuccess: (found) => {
      setSheet(found);
      setWanted(wantedOf(found, (n) => t("form_sheet.column_n", { n })));
    },
  });
  const [begun, setBegun] = useState(false);
  if (first && !begun) {
    setBegun(true);
    read.mutate(first);
  }
  const chosen = wanted.filter((each) => each.on && each.label.trim() !== "");
  const change = (place: number, values: Partial<WantedColumn>) =>
    setWanted(wanted.map((each, at) => (at === place ? { ...each, ...values } : each)));
  function make() {
    if (!sheet || !file) return;
    acts.insertColumns(chosen, file.name);
    if (sheet.rows > 0) holdSheet(`${app}.${name}`, { file, rows: sheet.rows });
    onClose();
  }
  return (
    <Modal
      open
      onCancel={onClose}
      title={t("form_sheet.title")}
      width={phone ? "100%" : 880}
      centered={!phone}
      closable={{ "aria-label": t("dialog.close") }}
      footer={
        <div className="fs-foot">
          <span className="fs-far" role="status">
            {sheet ? t("form_sheet.found", { columns: chosen.length, rows: sheet.rows }) : null}
          </span>
          {sheet ? (
            <button type="button" className="btn" onClick={() => setSheet(null)}>
              {t("form_sheet.other")}
            </button>
          ) : null}
          <button
            type="button"
            className="btn btn-primary"
            disabled={chosen.length === 0 || !sheet}
            onClick={make}
          >
            {t("form_sheet.make", { count: chosen.length })}
          </button>
        </div>
      }
    >
      <p className="fs-help">{file && sheet ? file.name : t("form_sheet.help")}</p>
      {read.error ? <Trouble error={read.error} retry={() => file && read.mutate(file)} /> : null}
      {read.isPending ? <Bones rows={4} height={40} /> : null}
      {!sheet && !read.isPending ? (
        <FileDrop
          title={t("form_sheet.drop")}
          help={t("form_sheet.drop_help")}
          onFile={(chosenFile) => read.mutate(chosenFile)}
        />
      ) : null}
      {sheet ? (
        <div className="sheet-look fs-columns">
          <table>
            <thead>
              <tr>
                <th scope="col">
                  <span className="unseen">{t("form_sheet.take")}</span>
                </th>
                <th scope="col">{t("form_sheet.name")}</th>
                <th scope="col">{t("form_sheet.type")}</th>
                <th scope="col">{t("form_sheet.sample")}</th>
              </tr>
            </thead>
            <tbody>
              {wanted.map((each, place) => (
                <Column
                  key={place}
                  id={`${id}-${place}`}
                  wanted={each}
                  onChange={(values) => change(place, values)}
                />
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {sheet && sheet.rows > 0 ? <p className="fs-help">{t("form_sheet.rows_later")}</p> : null}
    </Modal>
  );
}

function Column({
  id,
  wanted,
  onChange,
}: {
  id: string;
  wanted: WantedColumn;
  onChange: (values: Partial<WantedColumn>) => void;
}) {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const { column, on, label, type } = wanted;
  const isChoice = column.type === type && column.options.length > 0;
  const told = isChoice && CHOICES.has(type);
  return (
    <tr className={on ? undefined : "is-off"}>
      <td>
        <Checkbox
          checked={on}
          aria-label={t("form_sheet.take_column", { name: label })}
          onChange={(event) => onChange({ on: event.target.checked })}
        />
      </td>
      <td>
        <Input
          id={id}
          size="small"
          value={label}
          maxLength={200}
          disabled={!on}
          aria-label={t("form_sheet.name_of", { name: column.label || label })}
          onChange={(event) => onChange({ label: event.target.value })}
        />
      </td>
      <td className="fs-type">
        <ChoiceSelect
          label={t("form_sheet.type_of", { name: label })}
          value={type}
          disabled={!on}
          choices={typesFor(catalogue.fields).map((entry) => ({
            value: entry.key,
            label: entry.name,
          }))}
          onChange={(next) => next && onChange({ type: next })}
        />
        {told ? (
          <span className="fs-note">
            {t("form_sheet.options", {
              count: column.options.length,
              options: column.options.slice(0, 4).join(t("form_sheet.between")),
            })}
          </span>
        ) : null}
        {!on && isGiven(column.label) ? (
          <span className="fs-note">{t("form_sheet.given")}</span>
        ) : null}
        {on && column.type === type && column.misfits > 0 ? (
          <span className="sheet-warn">
            {t("form_sheet.misfits", { count: column.misfits, value: column.wrong[0] ?? "" })}
          </span>
        ) : null}
      </td>
      <td className="is-sample" title={column.sample.join("\n")}>
        {column.sample.join(t("form_sheet.between")) || t("form_sheet.empty")}
      </td>
    </tr>
  );
}

const CHOICES: ReadonlySet<string> = new Set(["radio", "select", "checkboxes", "multi_select"]);
