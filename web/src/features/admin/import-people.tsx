import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Modal, Select } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call, ROOT } from "../../api/client";
import { byField } from "../../api/errors";
import type { components } from "../../api/schema";
import { Bones } from "../../app/bones";
import { FileDrop } from "../../app/file-drop";
import { Icon } from "../../app/icon";
import { saveBlob } from "../../app/save-file";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";
import { HELD, type Held, remap, told } from "./sheet-mapping";
import { TextField } from "./text-field";
import "../../designer/publish/publish.css";
import "./departments.css";

type Sheet = components["schemas"]["SheetAnswer"];
type RowAnswer = components["schemas"]["RowAnswer"];

/** Rows that go to the server at once: few enough to show how far it is, and to stop in between. */
const AT_ONCE = 25;
const SHOWN = 200;
const FIRST = ["invite", "password", "none"] as const;

/** A sheet of colleagues: what its columns are, what each row would do, then in with it. */
export function ImportPeople({ mail, onClose }: { mail: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const queries = useQueryClient();
  const { failed } = useSaying();
  const stop = useRef(false);
  /** The rows that were asked about last: an answer about others comes too late. */
  const newest = useRef<unknown>(null);
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const [name, setName] = useState("");
  const [mapping, setMapping] = useState<(Held | null)[]>([]);
  const [looked, setLooked] = useState<RowAnswer[] | null>(null);
  const [password, setPassword] = useState("");
  const [first, setFirst] = useState<(typeof FIRST)[number]>(mail ? "invite" : "password");
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  const [ended, setEnded] = useState<RowAnswer[] | null>(null);

  const read = useMutation({
    mutationFn: (file: File) =>
      call(
        api.POST("/people/sheet", {
          body: file as unknown as string,
          bodySerializer: (body: unknown) => body as Blob,
          headers: { "Content-Type": "application/octet-stream" },
        }),
      ),
    onSuccess: (found) => {
      setSheet(found);
      setMapping(found.mapping);
      look.mutate({ rows: found.rows, mapping: found.mapping });
    },
    onError: (error) => failed(error),
  });
  const look = useMutation({
    mutationFn: async (wanted: { rows: string[][]; mapping: (Held | null)[] }) => {
      newest.current = wanted;
      return inParts(wanted.rows, 500, (rows) =>
        call(api.POST("/people/import", { body: { mapping: wanted.mapping, rows, plan: true } })),
      );
    },
    onSuccess: (found, wanted) => {
      if (newest.current === wanted) setLooked(found);
    },
    onError: (error, wanted) => {
      if (newest.current === wanted) failed(error);
    },
  });
  const bring = useMutation({
    mutationFn: async () => {
      stop.current = false;
      const good = looked?.filter((row) => row.state === "new" || row.state === "changed") ?? [];
      const rows = good.flatMap((row) => {
        const cells = sheet?.rows[row.row - 2];
        return cells ? [{ row: row.row, cells }] : [];
      });
      setProgress({ done: 0, total: rows.length });
      const found: RowAnswer[] = [];
      for (let at = 0; at < rows.length && !stop.current; at += AT_ONCE) {
        const part = rows.slice(at, at + AT_ONCE);
        const { items } = await call(
          api.POST("/people/import", {
            body: {
              mapping,
              rows: part.map((each) => each.cells),
              ...(first === "password" && password ? { password } : {}),
              ...(first === "invite" ? { invite: true } : {}),
            },
          }),
        );
        found.push(...items.map((each, place) => ({ ...each, row: part[place]?.row ?? each.row })));
        setProgress({ done: Math.min(at + AT_ONCE, rows.length), total: rows.length });
      }
      return found;
    },
    onSuccess: async (found) => {
      const wrong = looked?.filter((row) => row.state === "wrong") ?? [];
      setEnded([...found, ...wrong].sort((one, other) => one.row - other.row));
      await queries.invalidateQueries({ queryKey: ["people"] });
      void queries.invalidateQueries({ queryKey: ["departments"] });
    },
    onError: (error) => {
      if (Object.keys(byField(error)).length === 0) failed(error);
      void queries.invalidateQueries({ queryKey: ["people"] });
    },
    onSettled: () => setProgress(null),
  });
  const giveBack = useMutation({
    mutationFn: async (rows: RowAnswer[]) => {
      const body = {
        columns: sheet?.columns ?? [],
        rows: rows.map((row) => [...(sheet?.rows[row.row - 2] ?? []), told(row)]),
      };
      const blob = await call(api.POST("/people/sheet/wrong", { body, parseAs: "blob" }));
      saveBlob(t("people.wrong_file"), blob as unknown as Blob);
    },
    onError: (error) => failed(error),
  });

  function take(file: File) {
    setName(file.name);
    setSheet(null);
    setLooked(null);
    read.mutate(file);
  }
  const count = (rows: RowAnswer[] | null, state: RowAnswer["state"]) =>
    rows?.filter((row) => row.state === state).length ?? 0;
  const shown = ended ?? looked;
  const wrong = shown?.filter((row) => row.state === "wrong") ?? [];
  const fresh = count(looked, "new");
  const changed = count(looked, "changed");
  const addressless = looked?.filter((row) => row.state === "new" && !row.mail).length ?? 0;
  return (
    <Modal
      open
      onCancel={() => {
        stop.current = true;
        onClose();
      }}
      footer={null}
      title={
        <header className="publish-head">
          <h2>{t(ended ? "people.import_done" : "people.import_title")}</h2>
          <p className="quiet">{name || t("people.import_help")}</p>
        </header>
      }
      centered={!phone}
      width={phone ? "100%" : 860}
      className={phone ? "publish-modal is-phone" : "publish-modal"}
      closable={{ "aria-label": t("dialog.close") }}
    >
      <div className="publish-body">
        {!sheet && !read.isPending ? (
          <>
            <FileDrop title={t("people.drop_sheet")} help={t("people.drop_help")} onFile={take} />
            <p className="sheet-blank">
              <a
                className="text-link"
                href={`${ROOT}/people/sheet`}
                download={t("people.blank_file")}
              >
                {t("people.blank_sheet")}
              </a>
            </p>
          </>
        ) : null}
        {read.isPending ? <Bones rows={4} height={40} /> : null}
        {sheet && !ended ? (
          <fieldset className="sheet-mapping">
            <legend>{t("people.mapping")}</legend>
            {sheet.columns.map((column, place) => (
              <div key={place}>
                <span className="clip" title={sheet.rows[0]?.[place]}>
                  <b>{column || t("people.no_head")}</b>
                  <small className="quiet">{sheet.rows[0]?.[place]}</small>
                </span>
                <Icon name="arrow" size="s" />
                <Select
                  size="small"
                  value={mapping[place] ?? "none"}
                  aria-label={t("people.holds", { column })}
                  popupMatchSelectWidth={false}
                  options={[
                    { value: "none", label: t("people.ignore") },
                    ...HELD.map((each) => ({ value: each, label: t(`people.held.${each}`) })),
                  ]}
                  onChange={(value: Held | "none") => {
                    const next = remap(mapping, place, value === "none" ? null : value);
                    setMapping(next);
                    look.mutate({ rows: sheet.rows, mapping: next });
                  }}
                />
              </div>
            ))}
          </fieldset>
        ) : null}
        {look.isPending && !looked ? <Bones rows={4} height={36} /> : null}
        {shown ? (
          <>
            <p className="sheet-sums" role="status">
              <span className="tag tag-ok">
                {t(ended ? "people.sum_added" : "people.sum_new", { n: count(shown, "new") })}
              </span>
              <span className="tag tag-accent">
                {t("people.sum_changed", { n: count(shown, "changed") })}
              </span>
              {count(shown, "same") > 0 ? (
                <span className="tag">{t("people.sum_same", { n: count(shown, "same") })}</span>
              ) : null}
              {wrong.length > 0 ? (
                <>
                  <span className="tag tag-late">{t("people.sum_wrong", { n: wrong.length })}</span>
                  <button
                    type="button"
                    className="text-link"
                    disabled={giveBack.isPending}
                    onClick={() => giveBack.mutate(wrong)}
                  >
                    {t("people.wrong_sheet")}
                  </button>
                </>
              ) : null}
            </p>
            <div className="sheet-rows">
              <table>
                <thead>
                  <tr>
                    <th scope="col">{t("people.row")}</th>
                    <th scope="col">{t("people.name")}</th>
                    <th scope="col">{t("people.becomes")}</th>
                    <th scope="col">{t("people.why")}</th>
                  </tr>
                </thead>
                <tbody>
                  {[...wrong, ...shown.filter((row) => row.state !== "wrong")]
                    .slice(0, SHOWN)
                    .map((row) => (
                      <tr key={row.row}>
                        <td className="quiet">{row.row}</td>
                        <td>{row.name}</td>
                        <td>
                          <span
                            className={
                              row.state === "wrong"
                                ? "tag tag-late"
                                : row.state === "new"
                                  ? "tag tag-ok"
                                  : "tag"
                            }
                          >
                            {t(`people.state.${row.state}`)}
                          </span>
                        </td>
                        <td>{told(row)}</td>
                      </tr>
                    ))}
                </tbody>
              </table>
            </div>
            {shown.length > SHOWN ? (
              <p className="small quiet">{t("people.more_rows", { n: shown.length - SHOWN })}</p>
            ) : null}
          </>
        ) : null}
        {looked && !ended && fresh > 0 ? (
          <fieldset className="sheet-first">
            <legend className="field-label">{t("people.first_of_new")}</legend>
            {FIRST.map((each) => (
              <label key={each} className={each === first ? "is-on" : ""}>
                <input
                  type="radio"
                  name="first-of-new"
                  checked={each === first}
                  onChange={() => setFirst(each)}
                />
                {t(`people.first.${each === "invite" && !mail ? "link" : each}`)}
              </label>
            ))}
            {first === "password" ? (
              <TextField
                label={t("people.first_password")}
                value={password}
                onChange={setPassword}
                help={t("people.first_password_help")}
                problem={byField(bring.error).password}
              />
            ) : null}
            {first === "invite" && (!mail || addressless > 0) ? (
              <p className="field-help">
                {mail
                  ? t("people.first_addressless", { n: addressless })
                  : t("people.first_link_help")}
              </p>
            ) : null}
          </fieldset>
        ) : null}
      </div>
      <footer className="publish-foot">
        {progress ? (
          <span className="sheet-progress" role="status">
            {t("people.far", progress)}
          </span>
        ) : null}
        <span className="push" />
        {ended ? (
          <button type="button" className="btn btn-primary" onClick={onClose}>
            {t("dialog.close")}
          </button>
        ) : (
          <>
            <button
              type="button"
              className="btn"
              onClick={() => {
                if (bring.isPending) stop.current = true;
                else if (sheet) {
                  newest.current = null;
                  setSheet(null);
                  setLooked(null);
                  setName("");
                } else onClose();
              }}
            >
              {t(bring.isPending ? "people.stop" : sheet ? "people.other_sheet" : "dialog.cancel")}
            </button>
            <button
              type="button"
              className="btn btn-primary"
              disabled={!looked || fresh + changed === 0 || bring.isPending || look.isPending}
              onClick={() => bring.mutate()}
            >
              {t("people.import_now", { n: fresh + changed })}
            </button>
          </>
        )}
      </footer>
    </Modal>
  );
}

/** The rows in parts that the server takes at once, numbered as in the sheet. */
async function inParts(
  rows: string[][],
  most: number,
  ask: (rows: string[][]) => Promise<{ items: RowAnswer[] }>,
): Promise<RowAnswer[]> {
  const found: RowAnswer[] = [];
  for (let at = 0; at < rows.length; at += most) {
    const { items } = await ask(rows.slice(at, at + most));
    found.push(...items.map((each) => ({ ...each, row: each.row + at })));
  }
  return found;
}
