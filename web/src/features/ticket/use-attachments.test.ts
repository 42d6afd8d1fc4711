import { expect, it } from "vitest";
import { fitting, MOST_FILES } from "./use-attachments";

const files = (n: number) => Array.from({ length: n }, (_, at) => new File(["x"], `${at}.txt`));

it("takes in as many files as a comment may carry, and says how many are left out", () => {
  expect(fitting(files(3), 0)[1]).toBe(0);
  const [taken, left] = fitting(files(4), MOST_FILES - 1);
  expect([taken.map((each) => each.name), left]).toEqual([["0.txt"], 3]);
  expect(fitting(files(1), MOST_FILES)).toEqual([[], 1]);
});
