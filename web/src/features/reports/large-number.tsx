/** A number in large figures with its units small; a button where the records behind it can be shown. */
export function LargeNumber({ text, onPick }: { text: string; onPick?: (() => void) | undefined }) {
  const parts = text
    .split(/(\d[\d,.]*)/)
    .filter(Boolean)
    .map((part, place) =>
      /\d/.test(part) ? <span key={place}>{part}</span> : <small key={place}>{part.trim()}</small>,
    );
  if (!onPick) return <p className="metric-number">{parts}</p>;
  return (
    <p className="metric-number">
      <button type="button" onClick={onPick}>
        {parts}
      </button>
    </p>
  );
}
