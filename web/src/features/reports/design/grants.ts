/** Who sees a dashboard, as operations on the grants of a role. Pure. */

export interface Grant {
  dashboard?: string;
  can: readonly string[];
}

type GrantOperation =
  | { do: "add"; element: "grant"; at: [number]; value: Grant }
  | { do: "change"; element: "grant"; at: [number]; values: { can: string[] } }
  | { do: "remove"; element: "grant"; at: [number] };

/** What lets a role see the dashboard, or no longer; nothing where it is so already. */
export function granted(grants: readonly Grant[], name: string, on: boolean): GrantOperation[] {
  const place = grants.findIndex((each) => each.dashboard === name);
  const known = grants[place];
  if (!on) return known ? [{ do: "remove", element: "grant", at: [place] }] : [];
  if (!known)
    return [
      {
        do: "add",
        element: "grant",
        at: [grants.length],
        value: { dashboard: name, can: ["read"] },
      },
    ];
  if (known.can.includes("read")) return [];
  return [{ do: "change", element: "grant", at: [place], values: { can: ["read", ...known.can] } }];
}
