/** What browsers say of a script or style sheet that they could not get, each in its own words. */
const SAID =
  /dynamically imported module|Importing a module script failed|Unable to preload CSS|error loading dynamically/i;

/** Whether a piece of the pages could not be fetched: the network is away, or a newer version has taken its place. */
export function isMissingPart(error: unknown): boolean {
  return error instanceof Error && SAID.test(error.message);
}
