/** Of what was typed, what may lie on the device until it is sent: sensitive values are typed again after a reload. */
export function keptOnDevice<T>(
  values: Readonly<Record<string, T>>,
  fields: readonly { readonly key: string; readonly sensitive?: boolean | null }[],
): Record<string, T> {
  const sensitive = new Set(fields.filter((each) => each.sensitive).map((each) => each.key));
  return Object.fromEntries(Object.entries(values).filter(([key]) => !sensitive.has(key)));
}
