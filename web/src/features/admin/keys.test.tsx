import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";

const SECRET = "hw_k_1234567890";
const made: string[] = [];
let answer: () => Promise<Response> | Response = () => Response.json({ key: SECRET });

beforeAll(async () => {
  await inEnglish(async (request) => {
    const path = new URL(request.url).pathname.replace("/api/v1", "");
    if (request.method !== "POST") return Response.json({ items: [] });
    made.push(path);
    return answer();
  });
  await import("./keys");
}, 60_000);
beforeEach(() => {
  made.splice(0);
  answer = () => Response.json({ key: SECRET });
});
afterEach(cleanup);

/** The dialog in which a key that may read is ready to be made. */
async function filledIn() {
  const { KeysPage } = await import("./keys");
  render(
    <QueryClientProvider client={deskOf({ id: "me" })}>
      <MemoryRouter>
        <App>
          <KeysPage />
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
  fireEvent.click(screen.getAllByRole("button", { name: "New key" })[0] as HTMLElement);
  const dialog = await screen.findByRole("dialog");
  fireEvent.change(within(dialog).getByLabelText("Name"), { target: { value: "Sheet" } });
  const make = within(dialog).getByRole("button", { name: "Make" }) as HTMLButtonElement;
  await waitFor(() => expect(make.disabled).toBe(false));
  return { dialog, make };
}

const pressEscape = (dialog: HTMLElement) =>
  fireEvent.keyDown(dialog, { key: "Escape", code: "Escape", keyCode: 27 });

it("shows the secret, however one tried to close the dialog while it was made", async () => {
  let arrive: (answer: Response) => void = () => undefined;
  answer = () =>
    new Promise((resolve) => {
      arrive = resolve;
    });
  const { dialog, make } = await filledIn();
  fireEvent.click(make);
  await waitFor(() => expect(made).toEqual(["/keys"]));
  fireEvent.click(within(dialog).getByRole("button", { name: "Cancel" }));
  fireEvent.click(within(dialog).getByRole("button", { name: "Close" }));
  pressEscape(dialog);
  arrive(Response.json({ key: SECRET }));
  await screen.findByText(SECRET);
});

it("keeps the secret on the screen until one says that one has kept it", async () => {
  const { make } = await filledIn();
  fireEvent.click(make);
  await screen.findByText(SECRET);
  pressEscape(screen.getByRole("dialog"));
  await new Promise((done) => setTimeout(done));
  screen.getByText(SECRET);
  fireEvent.click(screen.getByRole("button", { name: "I have kept it" }));
  await waitFor(() => expect(screen.queryByText(SECRET)).toBeNull());
});

it("leaves no second key to be made where it was made at the second try", async () => {
  answer = () => Response.error();
  const { make } = await filledIn();
  fireEvent.click(make);
  await screen.findByText("The server cannot be reached");
  await waitFor(() => expect(make.disabled).toBe(false));
  answer = () => Response.json({ key: SECRET });
  fireEvent.click(make);
  await screen.findByText(SECRET);
  expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
});
