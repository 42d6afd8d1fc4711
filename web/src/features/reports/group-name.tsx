/** The name of a group; a button where the records behind it can be shown. */
export function GroupName({ name, onPick }: { name: string; onPick?: (() => void) | undefined }) {
  return onPick ? (
    <button type="button" className="group-name clip" onClick={onPick}>
      {name}
    </button>
  ) : (
    <span className="clip">{name}</span>
  );
}
