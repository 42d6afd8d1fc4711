/** Texts of one language: areas, in them texts or deeper trees. */
export type Texts = { [key: string]: string | Texts };

/** One file for each area of the console, named like it. */
function gather(files: Record<string, Texts>): Texts {
  return Object.fromEntries(
    Object.entries(files).map(([path, texts]) => [
      path.slice(path.lastIndexOf("/") + 1, -".json".length),
      texts,
    ]),
  );
}

export const chinese = gather(
  import.meta.glob<Texts>("./zh-CN/*.json", { eager: true, import: "default" }),
);
export const english = gather(
  import.meta.glob<Texts>("./en/*.json", { eager: true, import: "default" }),
);
