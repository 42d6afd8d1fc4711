import { Input } from "antd";
import { Icon } from "../app/icon";

/** The box above a long list, by which it is narrowed. */
export function ListSearch({
  label,
  value,
  onChange,
  className,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  className: string;
}) {
  return (
    <Input
      type="search"
      allowClear
      className={className}
      prefix={<Icon name="search" size="s" />}
      placeholder={label}
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
