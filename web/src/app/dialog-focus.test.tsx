import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { ConfigProvider, Modal } from "antd";
import { useState } from "react";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { keepDialogFocus } from "./dialog-focus";

let stop = () => {};
beforeAll(() => {
  vi.stubGlobal("matchMedia", () => ({
    matches: false,
    addEventListener: () => {},
    removeEventListener: () => {},
  }));
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
