/** Small pictures of the chart types, for the strip above the board. */
const PICTURES: Readonly<Record<string, React.ReactNode>> = {
  metric: (
    <>
      <text
        x="22"
        y="20"
        textAnchor="middle"
        fontSize="17"
        fontWeight="600"
        fill="currentColor"
        stroke="none"
      >
        52
      </text>
    </>
  ),
  trend: (
    <>
      <rect x="2" y="4" width="14" height="5" rx="1" fill="currentColor" />
      <path d="M3 24 13 18l7 4 9-9 6 4 7-10" />
    </>
  ),
  line: <path d="M3 21 12 13l8 5 9-11 6 5 7-7" />,
  column: (
    <>
      <path d="M7 25V14M17 25V6M27 25v-8M37 25V10" strokeWidth="6" strokeLinecap="butt" />
    </>
  ),
  bar: <path d="M3 6h34M3 14h24M3 22h14" strokeWidth="5" strokeLinecap="butt" />,
  ranking: (
    <>
      <path d="M12 6h28M12 14h20M12 22h11" strokeWidth="4" strokeLinecap="butt" />
      <path d="M3 6h2M3 14h2M3 22h2" strokeWidth="3" />
    </>
  ),
  pie: (
    <>
      <circle cx="22" cy="14" r="9" strokeWidth="6" opacity="0.35" />
      <path d="M22 5a9 9 0 0 1 7.800 13.500" strokeWidth="6" strokeLinecap="butt" />
    </>
  ),
  heatmap: (
    <>
      {[0, 1, 2, 3, 4].flatMap((x) =>
        [0, 1, 2].map((y) => (
          <rect
            key={`${x}${y}`}
            x={3 + x * 8}
            y={2 + y * 8}
            width="6.500"
            height="6.500"
            rx="1"
            fill="currentColor"
            stroke="none"
            opacity={0.2 + (((x * 3 + y * 5) % 7) / 7) * 0.8}
          />
        )),
      )}
    </>
  ),
  table: (
    <>
      <path d="M3 4h38v20H3zM3 11h38M3 17.500h38M16 4v20M28.500 4v20" strokeWidth="1.300" />
    </>
  ),
};

export function ChartPicture({ chart }: { chart: string }) {
  return (
    <svg
      className="bd-picture"
      viewBox="0 0 44 28"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.800"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {PICTURES[chart] ?? PICTURES.table}
    </svg>
  );
}
