/** Line drawings on a 24 × 24 grid, stroked with the text color. */
const PATHS = {
  headset:
    "M4 15v-3a8 8 0 0 1 16 0v3M4 14.5h2.5a1 1 0 0 1 1 1V19a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zM20 14.5h-2.5a1 1 0 0 0-1 1V19a1 1 0 0 0 1 1H19a1 1 0 0 0 1-1z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  globe:
    "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c4.7 5.2 4.7 12.8 0 18M12 3c-4.7 5.2-4.7 12.8 0 18",
  down: "M6 9.5l6 6 6-6",
  cross: "M6 6l12 12M18 6L6 18",
  camera: "M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 10a3.2 3.2 0 1 0 0 6.5 3.2 3.2 0 0 0 0-6.5",
  upload: "M12 16V4M7 9l5-5 5 5M4 16v4h16v-4",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9v.1",
  video: "M4 6h11v12H4zM15 10.5l5-3v9l-5-3",
  redo: "M4 12a8 8 0 1 1 2.3 5.7M4 19v-5h5",
  refresh: "M20 12a8 8 0 1 1-2.3-5.7M20 5v5h-5",
  alert: "M12 4l9 16H3zM12 10v4.5M12 17.3v.1",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.7v.1",
  bell: "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4",
  chat: "M4 5h16v11H10l-4 4v-4H4z",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  forward: "M5 12h14M13 6l6 6-6 6",
  lock: "M6.5 10.5h11a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2h-11a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2M8 10.5V7a4 4 0 0 1 8 0v3.5",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2",
  offline:
    "M3 3l18 18M8.5 15.5a5 5 0 0 1 7 0M5 12a10 10 0 0 1 4-2.4M19 12a10 10 0 0 0-5-2.8M12 19v.1",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4.5 4.5",
  text: "M5 7V5h14v2M12 5v14M9.5 19h5",
  lines: "M4 6h16M4 10.5h16M4 15h16M4 19.5h9",
  phone: "M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM11 18h2",
  mail: "M3 6h18v12H3zM3 7l9 7 9-7",
  choice: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5",
  flag: "M6 21V4h12l-2.5 4L18 12H6",
  clip: "M19 11l-7.5 7.5a4.5 4.5 0 0 1-6.4-6.4L13 4.3a3 3 0 0 1 4.3 4.2L9.6 16.2a1.5 1.5 0 0 1-2.2-2.1L14 7.5",
  status: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM8.5 12.2l2.5 2.5 4.5-5",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20.5c.6-4 3.6-6 7.5-6s6.9 2 7.5 6",
  question:
    "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.5 9.5a2.5 2.5 0 1 1 3.6 2.3c-.7.4-1.1.9-1.1 1.7M12 16.7v.1",
  number: "M9 4L7 20M17 4l-2 16M4.5 9h16M3.5 15h16",
  ruler: "M3 16L16 3l5 5L8 21zM7 12l2 2M10 9l3 3M13 6l2 2",
  percent:
    "M19 5L5 19M7.5 5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5M16.5 14a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5",
  money: "M6 4l6 8 6-8M12 12v8M7.5 12.5h9M7.5 16h9",
  calendar: "M4 6h16v14H4zM4 10.5h16M8 3.5V8M16 3.5V8",
  select: "M3 6h18v12H3zM13.5 10.5l2.5 3 2.5-3M6.5 12h4",
  tags: "M3 4h8l10 10-7 7L3 11zM7.5 8v.1",
  checkboxes: "M4 4h6v6H4zM4 14h6v6H4zM5.5 17l1.5 1.5L9.5 15M14 7h6M14 17h6",
  switch: "M8 6h8a6 6 0 0 1 0 12H8A6 6 0 0 1 8 6zM16 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1",
  handset:
    "M6.5 3.5l3 .5 1.5 4-2 1.5a12 12 0 0 0 5.5 5.5l1.5-2 4 1.5.5 3a2 2 0 0 1-2 2.5A16.5 16.5 0 0 1 4 5.5a2 2 0 0 1 2.5-2z",
  serial: "M4 5v14M7.5 5v14M10 5v9M13 5v9M16.5 5v14M20 5v14M10 18.5h3",
  note: "M4 4h16v11l-5 5H4zM15 20v-5h5M8 9h8M8 13h4",
  divider: "M3 12h18M7 6h10M7 18h10",
  pause: "M8 5v14M16 5v14",
  play: "M7 4.5v15l12-7.5z",
} as const;

export type IconName = keyof typeof PATHS;

export interface IconProps {
  name: IconName;
  /** 20 px, or 16 px beside small text. */
  small?: boolean;
  /** Arrows point the other way in right-to-left pages. */
  flip?: boolean;
}

/** A decorative picture; whatever it means must also stand in words beside it. */
export function Icon({ name, small = false, flip = false }: IconProps) {
  const classes = `ui-icon${small ? " ui-icon-s" : ""}${flip ? " ui-icon-flip" : ""}`;
  return (
    <svg className={classes} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
