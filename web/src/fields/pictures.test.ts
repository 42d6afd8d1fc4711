import { expect, it } from "vitest";
import { picturesOf } from "./pictures";

it("shows photographs of telephones as something every browser can show", () => {
  expect(picturesOf("/files/1", "image/jpeg")).toEqual({
    preview: "/files/1/small",
    look: "/files/1",
  });
  expect(picturesOf("/files/1", "image/heic")).toEqual({
    preview: "/files/1/small",
    look: "/files/1/view",
  });
  expect(picturesOf("/files/1", "image/svg+xml")).toBeNull();
  expect(picturesOf("/files/1", "application/pdf")).toBeNull();
});
