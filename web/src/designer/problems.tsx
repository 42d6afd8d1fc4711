import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { Icon } from "../app/icon";
import { useAppModel } from "./app-model";
import { designerPath, KIND_ICONS } from "./places";
import { type DocumentProblem, useSession, useSessionStore } from "./session";

interface Summary {
  count: number;
  /** Something keeps the app from being published. */
  grave: boolean;
  /** The first problem of the open artefact, else of the app. */
  first: DocumentProblem | undefined;
  look: () => void;
}

/** Brings one to the place of a problem, in this designer or in another one. */
export function useJump(app: string): (problem: DocumentProblem) => void {
  const store = useSessionStore();
  const navigate = useNavigate();
  return (problem) => {
    const { kind, name, jump } = store.getState();
    if (problem.kind === kind && problem.key === name) jump(problem.at);
    else void navigate(designerPath(app, problem.kind, problem.key, problem.at));
  };
}

export function useProblemSummary(app?: string): Summary {
  const problems = useSession((state) => state.problems);
  const own = useSession((state) => state.app);
  const jump = useJump(app ?? own);
  const [first] = problems;
  const grave = problems.some((each) => each.severity === "error");
  return { count: problems.length, grave, first, look: () => first && jump(first) };
}

/** All problems of the app, those of the open artefact first; each leads to its place. */
export function ProblemList({ app, onJump }: { app: string; onJump: () => void }) {
  const { t } = useTranslation();
  const problems = useSession((state) => state.problems);
  const model = useAppModel(app);
  const jump = useJump(app);
  return (
    <ul className="d-problem-list" aria-label={t("designer.problem_list")}>
      {problems.map((problem) => (
        <li key={`${problem.path} ${problem.code}`}>
          <button
            type="button"
            onClick={() => {
              onJump();
              jump(problem);
            }}
          >
            <Icon name={KIND_ICONS[problem.kind] ?? "file"} />
            <span>
              <b>{model.labelOf(problem.kind, problem.key)}</b>
              <span>{problem.message}</span>
            </span>
            <Icon name="right" size="s" />
          </button>
        </li>
      ))}
    </ul>
  );
}
