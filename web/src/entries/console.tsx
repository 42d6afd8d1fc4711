import "../ui/tokens.css";
import "../ui/ui.css";
import "../app/font.css";
import "../app/base.css";
import "../app/controls.css";
import "../app/frame.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Console } from "../app/console";
import { startInstall } from "../app/install";
import { startLanguage } from "../app/language";
import { createQueries } from "../app/queries";
import { startSeenHeight } from "../app/seen-height";
import { startTheme } from "../app/theme";

startTheme();
startLanguage();
startInstall();
startSeenHeight();

const root = document.getElementById("root");
if (!root) throw new Error("The page has no place for the console.");
createRoot(root).render(
  <StrictMode>
    <Console queries={createQueries()} />
  </StrictMode>,
);
