import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Icon, type IconName } from "../../../app/icon";
import { type ActionFace, type ActionFaceProps, changed, hasProblem } from "../action-face";
import { saidBy } from "../message-sections";
import { type Around, type LocalText, type Named, nameOf } from "../model";
import { type People, PeopleInput, peopleText, WITH_GROUPS } from "../people-input";
import { Slot } from "../slot";
import { templateText, textIn, variablesOf } from "../template";
import { TemplateInput } from "../template-input";

/** The way by which chats of groups are reached, and nobody else. */
const ROBOT = "robot";
const WAYS = ["inapp", "sms", "wecom", "mail"] as const;
const ICONS: Record<string, IconName> = {
  sms: "phone",
  wecom: "chat",
  inapp: "bell",
  mail: "mail",
};
/** Characters of one message, as Chinese networks bill them. */
const SMS_LENGTH = 70;
const SMS_PART = 67;

function useWays(around: Around): readonly Named[] {
  const { t } = useTranslation();
  const ways = around.ways ?? WAYS.map((key) => ({ key, name: t(`via.${key}`) }));
  return ways.filter((each) => each.key !== ROBOT);
}

/** Whether it goes into the chat of a group. */
const toGroup = (to: unknown) =>
  typeof to === "object" && to !== null && typeof (to as People).robot === "string";

/** The line to somebody else: a group is reached by its robot, and by that alone. */
function sentTo(line: ActionFaceProps["line"], to: People): ActionFaceProps["line"] {
  if (toGroup(to)) {
    const mention = toGroup(line.to) ? line.mention : true;
    return changed(line, { to, via: [ROBOT], fallback: undefined, critical: undefined, mention });
  }
  const via = toGroup(line.to) ? { via: ["inapp"], mention: undefined } : {};
  return changed(line, { to, ...via });
}

function viaOf(line: ActionFaceProps["line"]): string[] {
  return Array.isArray(line.via) ? line.via.map(String) : [];
}

function Words({ line, onChange, form, around, problems }: ActionFaceProps) {
  return (
    <PeopleInput
      value={line.to as People | undefined}
      form={form}
      around={around}
      sorts={WITH_GROUPS}
      problem={hasProblem(problems, "to")}
      onChange={(to) => onChange(sentTo(line, to))}
    />
  );
}

function Details(props: ActionFaceProps) {
  const { t, i18n } = useTranslation();
  const { line, onChange, form, around, problems } = props;
  const via = viaOf(line);
  const mailed = via.includes("mail");
  const template = typeof line.template === "string" ? line.template : undefined;
  const text = line.text as LocalText | undefined;
  const length = textIn(text, i18n.language).length;
  const messages = length <= SMS_LENGTH ? 1 : Math.ceil(length / SMS_PART);
  const said = (way: string) => saidBy(documentOf(around, template), way);
  const ways = [...via, ...(typeof line.fallback === "string" ? [line.fallback] : [])];
  // A way for which the template has no words sends the message's own; what is never sent is not shown.
  const own = ways.filter((way) => said(way) === undefined);
  const ownIsSent = ways.length === 0 || own.length > 0;
  const titled = ways.length === 0 || own.some((way) => way !== "sms");
  const missing = (part: string) =>
    hasProblem(problems, part) ||
    (template === undefined &&
      line[part] === undefined &&
      problems.some((each) => each.at.length === 0));
  return (
    <>
      {toGroup(line.to) ? <Mentions {...props} /> : <Via {...props} />}
      <Template {...props} />
      <FromTemplate {...props} />
      {own.includes("mail") || (titled && line.subject !== undefined) ? (
        <div className="di-field">
          <span className="di-label">{t("inputs.notify.subject")}</span>
          <TemplateInput
            label={t("inputs.notify.subject")}
            value={line.subject as LocalText | undefined}
            form={form}
            around={around}
            problem={missing("subject")}
            onChange={(subject) => onChange(changed(line, { subject }))}
          />
        </div>
      ) : null}
      {ownIsSent ? (
        <div className="di-field">
          <span className="di-label">
            {t(template === undefined ? "inputs.notify.text" : "inputs.notify.text_else")}
          </span>
          <TemplateInput
            label={t("inputs.notify.text")}
            lines={mailed}
            value={text}
            form={form}
            around={around}
            problem={missing("text")}
            {...(template === undefined && around.unsaid ? { placeholder: around.unsaid } : {})}
            onChange={(next) => onChange(changed(line, { text: next }))}
            {...(via.includes("sms") && length > 0
              ? { note: t("inputs.notify.sms", { n: messages }) }
              : {})}
          />
        </div>
      ) : null}
      {toGroup(line.to) ? null : <Manners {...props} />}
    </>
  );
}

function documentOf(around: Around, template: string | undefined) {
  return around.templates?.find((each) => each.key === template)?.document;
}

/** What the template says by the ways that are chosen, those that say the same together. */
function FromTemplate({ line, form, around }: ActionFaceProps) {
  const { t, i18n } = useTranslation();
  const ways = useWays(around);
  const variables = variablesOf(form, around, t);
  const document = documentOf(around, line.template as string | undefined);
  const found = new Map<string, { subject: string; text: string; by: string[] }>();
  for (const way of viaOf(line)) {
    const said = saidBy(document, way);
    if (said === undefined) continue;
    const subject = templateText(said.subject, variables, i18n.language);
    const text = templateText(said.text, variables, i18n.language);
    const known = found.get(`${subject}\n${text}`);
    if (known) known.by.push(nameOf(ways, way));
    else found.set(`${subject}\n${text}`, { subject, text, by: [nameOf(ways, way)] });
  }
  return [...found].map(([key, { subject, text, by }]) => (
    <figure className="di-field di-sent" key={key}>
      <figcaption className="di-label">
        {t("inputs.notify.sent", { ways: by.join(t("list.and")) })}
      </figcaption>
      {subject ? <b>{subject}</b> : null}
      <p>{text}</p>
    </figure>
  ));
}

/** Whether the chat calls who works on it. */
function Mentions({ line, onChange }: ActionFaceProps) {
  const { t } = useTranslation();
  return (
    <p className="di-row di-sentence">
      <Slot
        label={t("inputs.notify.mention")}
        icon="person"
        choices={[
          { key: "mention", label: t("inputs.notify.mention") },
          { key: "", label: t("inputs.notify.no_mention") },
        ]}
        chosen={[line.mention === true ? "mention" : ""]}
        onChoose={([key]) =>
          onChange(changed(line, { mention: key === "mention" ? true : undefined }))
        }
      />
    </p>
  );
}

/** By which ways: chips, each can go, more can come. */
function Via({ line, onChange, around, problems }: ActionFaceProps) {
  const { t } = useTranslation();
  const ways = useWays(around);
  const via = viaOf(line);
  const put = (next: string[]) => onChange(changed(line, { via: next }));
  const missing = via.length === 0 || hasProblem(problems, "via");
  return (
    <p className="di-row di-sentence">
      <span className="di-joining">{t("inputs.notify.by")}</span>
      {via.map((key) => (
        <span className="di-tag" key={key}>
          <Icon name={ICONS[key] ?? "bell"} size="s" />
          {nameOf(ways, key)}
          <button
            type="button"
            className="di-remove"
            aria-label={t("inputs.notify.without", { way: nameOf(ways, key) })}
            onClick={() => put(via.filter((each) => each !== key))}
          >
            <Icon name="x" size="s" />
          </button>
        </span>
      ))}
      {via.length < ways.length ? (
        <Slot
          label={t("inputs.notify.add_way")}
          tone={missing ? "word" : "icon"}
          icon="plus"
          placeholder={t("inputs.notify.choose_way")}
          problem={missing}
          choices={ways
            .filter((each) => !via.includes(each.key))
            .map((each) => ({ key: each.key, label: each.name, icon: ICONS[each.key] }))}
          chosen={[]}
          onChoose={([key]) => key && put([...via, key])}
        />
      ) : null}
    </p>
  );
}

/** The message template, where the app has any. */
function Template({ line, onChange, around, problems }: ActionFaceProps) {
  const { t } = useTranslation();
  const template = typeof line.template === "string" ? line.template : undefined;
  const templates = around.templates ?? [];
  if (templates.length === 0 && template === undefined) return null;
  const own = { key: "", label: t("inputs.notify.own_text") };
  return (
    <p className="di-row di-sentence">
      <span className="di-joining">{t("inputs.notify.template")}</span>
      <Slot
        label={t("inputs.notify.template")}
        choices={[own, ...templates.map((each) => ({ key: each.key, label: each.name }))]}
        chosen={[template ?? ""]}
        problem={hasProblem(problems, "template")}
        onChoose={([key]) => onChange(changed(line, { template: key || undefined }))}
      />
    </p>
  );
}

/** What happens at night, and when a message does not arrive. */
function Manners({ line, onChange, around }: ActionFaceProps) {
  const { t } = useTranslation();
  const ways = useWays(around);
  const via = viaOf(line);
  const others = ways.filter((each) => !via.includes(each.key) || via.length > 1);
  return (
    <p className="di-row di-manners">
      <Slot
        label={t("inputs.notify.quiet")}
        tone="plain"
        icon="moon"
        choices={[
          { key: "", label: t("inputs.notify.waits"), hint: t("inputs.notify.waits_hint") },
          { key: "critical", label: t("inputs.notify.critical") },
        ]}
        chosen={[line.critical === true ? "critical" : ""]}
        onChoose={([key]) =>
          onChange(changed(line, { critical: key === "critical" ? true : undefined }))
        }
      />
      <Slot
        label={t("inputs.notify.fallback")}
        tone="plain"
        icon="transfer"
        choices={[
          { key: "", label: t("inputs.notify.no_fallback") },
          ...others.map((each) => ({
            key: each.key,
            label: t("inputs.notify.fallback_to", { way: each.name }),
          })),
        ]}
        chosen={[typeof line.fallback === "string" ? line.fallback : ""]}
        onChoose={([key]) => onChange(changed(line, { fallback: key || undefined }))}
      />
    </p>
  );
}

export const actionFace: ActionFace = {
  icon: "bell",
  Words,
  Details,
  start: () => ({ via: ["inapp"] }),
  brief: (line, { form, around, t }) =>
    t("inputs.act.notify", { to: peopleText(line.to as People | undefined, form, around, t) }),
  say(line, { form, around, t }) {
    const via = viaOf(line).map(
      (key) => around.ways?.find((each) => each.key === key)?.name ?? t(`via.${key}`),
    );
    const to = peopleText(line.to as People | undefined, form, around, t);
    if (toGroup(line.to)) return t("inputs.act.notify_group", { to });
    return via.length > 0
      ? t("inputs.act.notify_by", { to, via: joinedWords(via, t) })
      : t("inputs.act.notify", { to });
  },
};

/** 「短信、企业微信和站内消息」. */
function joinedWords(words: string[], t: TFunction): string {
  if (words.length < 2) return words.join("");
  return t("inputs.act.last", {
    first: words.slice(0, -1).join(t("list.and")),
    last: words.at(-1),
  });
}
