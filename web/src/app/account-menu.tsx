import { Dropdown, type MenuProps } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { Person } from "../api/types";
import { useSignOut } from "../features/session/sign-out";
import { besides } from "../fields/isolate";
import { Icon } from "./icon";
import { useInstall } from "./install";
import { useOwnLanguage } from "./own-language";
import { usePreferences } from "./preferences";
import { Face } from "./signs";
import { useDark } from "./theme";

/** One's own matters: language, theme, signing out. */
export function AccountMenu({ person }: { person: Person }) {
  const { t } = useTranslation();
  const { language, setTheme } = usePreferences();
  const switchLanguage = useOwnLanguage(person);
  const navigate = useNavigate();
  const dark = useDark();
  const signOut = useSignOut(person.id);
  const ask = useInstall((state) => state.ask);
  const items: MenuProps["items"] = [
    {
      key: "who",
      disabled: true,
      label: (
        <span style={{ color: "var(--text-3)" }}>
          {besides(person.name, person.email ?? person.phone)}
        </span>
      ),
    },
    { type: "divider" },
    {
      key: "account",
      icon: <Icon name="person" />,
      label: t("account.title"),
      onClick: () => void navigate("/account"),
    },
    {
      key: "language",
      icon: <Icon name="globe" />,
      label: language === "zh-CN" ? "English" : "中文",
      onClick: switchLanguage,
    },
    {
      key: "theme",
      icon: <Icon name={dark ? "sun" : "moon"} />,
      label: t(dark ? "theme.light" : "theme.dark"),
      onClick: () => setTheme(dark ? "light" : "dark"),
    },
    ...(ask
      ? [
          {
            key: "install",
            icon: <Icon name="download" />,
            label: t("shell.install"),
            onClick: ask,
          },
        ]
      : []),
    { type: "divider" },
    {
      key: "out",
      icon: <Icon name="signout" />,
      label: t("session.sign_out"),
      onClick: () => signOut(),
    },
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]} placement="topRight">
      <button
        type="button"
        className="rail-item"
        aria-label={t("shell.account", { name: person.name })}
      >
        <Face name={person.name} />
      </button>
    </Dropdown>
  );
}
