import { Navigate } from "react-router";
import { useWorkspace } from "./queries";

/** Where one begins: at work, or where there is no app yet with making one. */
export function Start() {
  const { apps, person } = useWorkspace();
  return <Navigate to={apps.length === 0 && person.admin ? "/welcome" : "/tasks"} replace />;
}
