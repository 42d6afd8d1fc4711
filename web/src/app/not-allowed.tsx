import { ApiError } from "../api/errors";
import { Trouble } from "./trouble";

const FORBIDDEN = new ApiError(403, { code: "forbidden" });

/** For pages of the console that are there, but not for this person: says so, and whom to ask. */
export function NotAllowed() {
  return <Trouble whole error={FORBIDDEN} />;
}
