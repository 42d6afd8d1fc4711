import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import { inRouter } from "../../../tests/in-router";

beforeAll(async () => {
  await inEnglish(() => Promise.resolve(Response.json({})));
  await import("./editing-drawer");
}, 60_000);
afterEach(cleanup);

async function show(unsaved: boolean) {
  const { EditingDrawer } = await import("./editing-drawer");
  const close = vi.fn();
  const { router, shown } = inRouter(
    <EditingDrawer
      title="Night shift"
      save="Save"
      saving={false}
      unsaved={unsaved}
      onSave={() => {}}
      onClose={close}
    >
      <input aria-label="Name" />
    </EditingDrawer>,
  );
  render(shown);
  await screen.findByLabelText("Name");
  return { router, close };
}
const press = async (name: string) => fireEvent.click(await screen.findByRole("button", { name }));
const before = () => screen.queryByText("The page before");

it("goes back at once where nothing was changed", async () => {
  const { router } = await show(false);
  await router.navigate(-1);
  await screen.findByText("The page before");
});

it("asks before the way back drops what was changed, and stays", async () => {
  const { router, close } = await show(true);
  await router.navigate(-1);
  await press("Keep editing");
  await waitFor(() => expect(screen.queryByText("Your changes are not saved")).toBeNull());
  expect([router.state.location.pathname, before()]).toEqual(["/page", null]);
  expect(close).not.toHaveBeenCalled();
  await router.navigate(-1);
  await press("Discard changes");
  await screen.findByText("The page before");
});

it("asks when it is closed by its cross, and closes at once by the button that says so", async () => {
  const { close } = await show(true);
  await press("Close");
  await screen.findByText("Your changes are not saved");
  expect(close).not.toHaveBeenCalled();
  await press("Discard changes");
  expect(close).toHaveBeenCalledOnce();
  await press("Cancel");
  expect(close).toHaveBeenCalledTimes(2);
});

it("closes at once where nothing was changed", async () => {
  const { close } = await show(false);
  await press("Close");
  expect(close).toHaveBeenCalledOnce();
});
