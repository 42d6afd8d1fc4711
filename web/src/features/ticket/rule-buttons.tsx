import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call, once } from "../../api/client";
import type { Form, RecordDetail, RuleButton } from "../../api/types";
import { Icon } from "../../app/icon";
import { buttonsQuery } from "../../app/queries";
import { useSaying } from "../../app/saying";
import { usePhone } from "../../app/screen";

/** Buttons that rules put on the record, for those who may press them. */
export function RuleButtons({ form, record }: { form: Form; record: RecordDetail }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const queries = useQueryClient();
  const { done, failed } = useSaying();
  const { data } = useQuery(buttonsQuery(form.key, record.id));
  const press = useMutation({
    mutationFn: ({ button, key }: { button: RuleButton; key: ReturnType<typeof once> }) =>
      call(
        api.POST("/forms/{form}/records/{record_id}/buttons/{rule}", {
          params: { path: { form: form.key, record_id: record.id, rule: button.rule }, ...key },
        }),
      ),
    onSuccess: (_answer, { button }) => {
      done(t("rule.pressed", { name: button.label }));
      void queries.invalidateQueries({ queryKey: ["activity", form.key, record.id] });
    },
    onError: (error, variables) => failed(error, () => press.mutate(variables)),
  });
  if (!data?.length) return null;
  return (
    <fieldset className="rule-buttons" aria-label={t("rule.buttons")}>
      {data.map((button) => (
        <button
          key={button.rule}
          type="button"
          className={phone ? "btn btn-touch" : "btn btn-small"}
          disabled={press.isPending}
          onClick={() => press.mutate({ button, key: once() })}
        >
          <Icon name="flow" />
          {button.label}
        </button>
      ))}
    </fieldset>
  );
}
