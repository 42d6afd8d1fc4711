// @vitest-environment node
import { expect, it, vi } from "vitest";
import { hearSignedOut, tellSignedOut } from "./other-tabs";

it("signing out is heard in the other tabs, until they do not listen any more", async () => {
  const heard = vi.fn();
  const stop = hearSignedOut(heard);
  tellSignedOut();
  await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1));
  stop();
  const late = vi.fn();
  const other = hearSignedOut(late);
  tellSignedOut();
  await vi.waitFor(() => expect(late).toHaveBeenCalled());
  other();
  expect(heard).toHaveBeenCalledTimes(1);
});
