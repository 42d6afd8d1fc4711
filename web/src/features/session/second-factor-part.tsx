import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import { byField } from "../../api/errors";
import type { components } from "../../api/schema";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";
import { Moment } from "../../app/signs";
import { TextField } from "../admin/text-field";
import { accountQuery } from "./account-query";
import { RecoveryList } from "./recovery-list";
import { SeedPicture } from "./seed-picture";

type Standing = components["schemas"]["SecondFactorAnswer"];
type Wish = "begin" | "codes" | "end";

/** The second step of signing in: set up, new recovery codes, switched off. Each begins with the password. */
export function SecondFactorPart({ standing }: { standing: Standing }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const [wish, setWish] = useState<Wish | null>(null);
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [codes, setCodes] = useState<string[] | null>(null);
  const button = phone ? "btn btn-touch" : "btn";
  const first = phone ? "btn btn-primary btn-touch" : "btn btn-primary";

  function close() {
    setWish(null);
    setPassword("");
    setCode("");
    setCodes(null);
    begin.reset();
    confirm.reset();
    prove.reset();
    void queries.invalidateQueries({ queryKey: accountQuery.queryKey });
  }
  const proof = () => ({ body: { current_password: password } });
  const quietly = (error: unknown) => {
    if (!Object.keys(byField(error)).length) failed(error);
  };
  const begin = useMutation({
    mutationFn: () => call(api.POST("/account/second-factor", proof())),
    onError: quietly,
  });
  const confirm = useMutation({
    mutationFn: () => call(api.POST("/account/second-factor/confirm", { body: { code } })),
    onSuccess: (answer) => setCodes(answer.codes),
    onError: quietly,
  });
  const prove = useMutation({
    mutationFn: async () => {
      if (wish === "codes") {
        setCodes((await call(api.POST("/account/second-factor/recovery-codes", proof()))).codes);
      } else {
        await call(api.POST("/account/second-factor/end", proof()));
        done(t("account.switched_off"));
        close();
      }
    },
    onError: quietly,
  });
  const problems = { ...byField(begin.error), ...byField(prove.error), ...byField(confirm.error) };
  const scanning = wish === "begin" && begin.data && !codes;
  const pending = begin.isPending || confirm.isPending || prove.isPending;

  function submit() {
    if (pending) return;
    if (scanning) {
      if (code.trim()) confirm.mutate();
    } else if (password) {
      if (wish === "begin") begin.mutate();
      else prove.mutate();
    }
  }

  return (
    <section>
      <h2>
        {t("account.second_factor")}
        <span className={standing.on ? "tag tag-ok" : "tag"}>
          {t(standing.on ? "account.on" : "account.off")}
        </span>
      </h2>
      {standing.on && standing.since ? (
        <p className="quiet small">
          {t("account.on_since")} <Moment at={standing.since} /> ·{" "}
          {t("account.codes_left", { n: standing.recovery_codes_left })}
        </p>
      ) : (
        <p className="quiet small">{t("account.second_factor_help")}</p>
      )}
      {codes ? (
        <>
          <p>{t("account.due_codes")}</p>
          <RecoveryList codes={codes} />
          <button type="button" className={first} onClick={close}>
            {t("account.codes_kept")}
          </button>
        </>
      ) : wish ? (
        <form
          className="account-form"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          {scanning ? (
            <>
              <p>{t("account.due_scan")}</p>
              <SeedPicture enrolment={begin.data} />
              <TextField
                key="code"
                label={t("account.code")}
                value={code}
                onChange={setCode}
                inputMode="numeric"
                autoFocus
                problem={problems.code}
              />
            </>
          ) : (
            <TextField
              key="password"
              label={t("account.current_password")}
              value={password}
              onChange={setPassword}
              secret
              known
              autoFocus
              problem={problems.current_password}
              help={t("account.proof_help")}
            />
          )}
          <div className="row">
            <button type="submit" className={first} disabled={pending}>
              {t(wish === "end" ? "account.switch_off" : "account.next")}
            </button>
            <button type="button" className={button} onClick={close}>
              {t("dialog.cancel")}
            </button>
          </div>
        </form>
      ) : standing.on ? (
        <div className="row">
          <button type="button" className={button} onClick={() => setWish("codes")}>
            {t("account.new_codes")}
          </button>
          {standing.wanted ? null : (
            <button type="button" className={button} onClick={() => setWish("end")}>
              {t("account.switch_off")}
            </button>
          )}
        </div>
      ) : (
        <button type="button" className={button} onClick={() => setWish("begin")}>
          {t("account.set_up")}
        </button>
      )}
    </section>
  );
}
