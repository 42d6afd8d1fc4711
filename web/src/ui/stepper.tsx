import { Icon } from "./icon";

export interface Step {
  key: string;
  name: string;
  state: "done" | "current" | "next";
  /** One short line below the name: a time, or what is waited for. */
  note?: string;
}

export interface StepperProps {
  steps: readonly Step[];
  label: string;
  /** What is read out before a step's name, by its state. */
  stateNames: Record<Step["state"], string>;
  /** Stands instead of the names when there are too many for a phone: "Step 3 of 7: Confirm". */
  sentence: (position: number, count: number, name: string) => string;
}

/** More bars would be thinner than what one sees. */
const MOST_BARS = 24;

/** As many names as fit beside each other on a phone of 360 px. */
const NAMED = 5;

/** Letters that a column of a phone holds, all columns together; a Chinese character breaks anywhere. */
const LETTERS = 44;
const WORD = /[^\s\u2e80-\u9fff\uff00-\uffef]+/g;

/** Whether names stand in columns as they are, without breaking a word. */
export function fitColumns(names: readonly string[]): boolean {
  const words = names.flatMap((name) => name.match(WORD) ?? []);
  return words.every((word) => word.length * names.length <= LETTERS);
}

/**
 * Done, present and coming steps of a process; words too long for columns stand in lines,
 * more than five become bars and one sentence.
 */
export function Stepper({ steps, label, stateNames, sentence }: StepperProps) {
  if (steps.length === 0) return null;
  if (steps.length > NAMED) {
    const present = steps.findIndex((step) => step.state === "current");
    const position =
      present < 0 ? steps.filter((step) => step.state === "done").length : present + 1;
    const name = steps[Math.max(0, position - 1)]?.name ?? "";
    return (
      <div className="ui-bars">
        <div className="ui-bars-row" aria-hidden="true">
          {steps.length > MOST_BARS ? (
            <>
              <i className="ui-bar-done" style={{ flexGrow: position }} />
              <i style={{ flexGrow: steps.length - position }} />
            </>
          ) : (
            steps.map((step) => <i key={step.key} className={`ui-bar-${step.state}`} />)
          )}
        </div>
        <p>{sentence(position, steps.length, name)}</p>
      </div>
    );
  }
  const columns = fitColumns(steps.map((step) => step.name));
  return (
    <ol
      className={columns ? "ui-steps" : "ui-steps is-lines"}
      aria-label={label}
      style={columns ? { gridTemplateColumns: `repeat(${steps.length}, minmax(0, 1fr))` } : {}}
    >
      {steps.map((step, index) => (
        <li
          key={step.key}
          className={`ui-step-${step.state}`}
          aria-current={step.state === "current" ? "step" : undefined}
        >
          <span className="ui-step-dot" aria-hidden="true">
            {step.state === "done" ? <Icon name="check" small /> : index + 1}
          </span>
          <span className="ui-sr">{stateNames[step.state]} </span>
          <span className="ui-step-name">{step.name}</span>
          <small>{step.note ?? ""}</small>
        </li>
      ))}
    </ol>
  );
}
