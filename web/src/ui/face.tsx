const HEAD = "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z";
const FACES = [
  `${HEAD}M8 16.5c1-2 2.3-3 4-3s3 1 4 3M7.5 8.5l2.5 1.5M16.5 8.5L14 10`,
  `${HEAD}M8.5 16c.8-1.3 2-2 3.5-2s2.7.7 3.5 2M9 9.5h.01M15 9.5h.01`,
  `${HEAD}M8.5 15h7M9 9.5h.01M15 9.5h.01`,
  `${HEAD}M8.5 14c.8 1.3 2 2 3.5 2s2.7-.7 3.5-2M9 9.5h.01M15 9.5h.01`,
  `${HEAD}M7.5 13h9a4.5 4.5 0 0 1-9 0zM8 9.5c.5-.8 1.5-.8 2 0M14 9.5c.5-.8 1.5-.8 2 0`,
];

/** A face for a score of 1 to 5. */
export function Face({ score }: { score: number }) {
  return (
    <svg className="ui-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={FACES[score - 1]} />
    </svg>
  );
}
