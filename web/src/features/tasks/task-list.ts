import type { Task } from "../../api/types";
import type { Selection } from "../../app/selection";

export interface TaskGroup {
  key: string;
  /** Without a heading when a tab is not grouped. */
  name?: string;
  late?: boolean;
  tasks: Task[];
}

/** What both faces of a list of tasks, table and cards, are given. */
export interface TaskListProps {
  groups: TaskGroup[];
  current: string | null;
  onCurrent: (id: string) => void;
  onOpen: (task: Task) => void;
  onClaim: (task: Task) => void;
  claiming: string | null;
  onWithdraw: (task: Task) => void;
  withdrawing: string | null;
  /** Of what can be selected; absent where nothing can be done with several. */
  selection?: Selection;
  onSelect: (id: string, range: boolean) => void;
  onSelectAll: () => void;
  /** A record lies beside the list: fewer columns, and its buttons are there. */
  tight: boolean;
}
