import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Portal } from "../features/portal/app";
import { followDeviceTheme } from "../ui/theme";

followDeviceTheme();
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Portal path={window.location.pathname} />
    </StrictMode>,
  );
}
