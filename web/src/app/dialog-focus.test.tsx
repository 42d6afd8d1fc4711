import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { ConfigProvider, Modal } from "antd";
import { useState } from "react";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { standInForParts } from "../../tests/browser";
import { keepDialogFocus } from "./dialog-focus";

let stop = () => {};
beforeAll(() => {
  standInForParts();
});
beforeEach(() => {
  stop = keepDialogFocus();
});
afterEach(() => {
  cleanup();
  stop();
});

/** Who asked their device for calm: nothing moves. */
function Page() {
  const [open, setOpen] = useState(false);
  return (
    <ConfigProvider theme={{ token: { motion: false } }}>
      <button type="button" onClick={() => setOpen(true)}>
        Hand over
      </button>
      <textarea aria-label="Reply" />
      {open ? (
        <Modal
          open
          title="To whom"
          closable={{ "aria-label": "Close" }}
          onCancel={() => setOpen(false)}
        >
          <input aria-label="Colleague" />
        </Modal>
      ) : null}
    </ConfigProvider>
  );
}

it("goes into the dialog and back to where it came from", async () => {
  render(<Page />);
  const opener = screen.getByRole("button", { name: "Hand over" });
  opener.focus();
  fireEvent.click(opener);
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Colleague")));
  fireEvent.click(screen.getByRole("button", { name: "Close" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(opener));
});

it("stays on the cross when one has gone there", async () => {
  render(<Page />);
  fireEvent.click(screen.getByRole("button", { name: "Hand over" }));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Colleague")));
  const cross = screen.getByRole("button", { name: "Close" });
  cross.focus();
  expect(document.activeElement).toBe(cross);
});

/** The next frames have been drawn. */
async function drawn() {
  for (let at = 0; at < 3; at += 1) await new Promise((go) => requestAnimationFrame(go));
}

/** Whoever is done writing lets go of the field: letters are keys of the page again. */
function letGo() {
  const reply = screen.getByLabelText("Reply");
  reply.focus();
  reply.blur();
}

it("does not bring the cursor back into a field that was left, when a message is gone", async () => {
  render(<Page />);
  letGo();
  const message = document.body.appendChild(document.createElement("div"));
  await drawn();
  message.remove();
  await drawn();
  expect(document.activeElement).toBe(document.body);
});

it("leaves the cursor nowhere when it was nowhere before the dialog", async () => {
  render(<Page />);
  letGo();
  fireEvent.click(screen.getByRole("button", { name: "Hand over" }));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Colleague")));
  fireEvent.click(screen.getByRole("button", { name: "Close" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await drawn();
  expect(document.activeElement).toBe(document.body);
});

it("stays when the second press of a double click meets what lies around it", async () => {
  render(<Page />);
  const opener = screen.getByRole("button", { name: "Hand over" });
  fireEvent.click(opener, { detail: 1 });
  await screen.findByRole("dialog");
  const around = document.querySelector(".ant-modal-wrap") as Element;
  fireEvent.mouseDown(around, { detail: 2 });
  fireEvent.mouseUp(around, { detail: 2 });
  fireEvent.click(around, { detail: 2 });
  await drawn();
  expect(screen.queryByRole("dialog")).not.toBeNull();
  fireEvent.mouseDown(around, { detail: 1 });
  fireEvent.mouseUp(around, { detail: 1 });
  fireEvent.click(around, { detail: 1 });
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});
