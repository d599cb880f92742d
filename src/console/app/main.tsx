/** Starts the console in the browser. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { restoreTheme } from "./parts/choose-theme.ts";
import { TextsProvider } from "./texts/use-texts.tsx";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/sign-in.css";
import "./styles/inbox.css";
import "./styles/conversation.css";
import "./styles/desk.css";
import "./styles/case.css";
import "./styles/views.css";
import "./styles/desk-settings.css";
import "./styles/knowledge.css";
import "./styles/article.css";
import "./styles/import.css";
import "./styles/macros.css";
import "./styles/incidents.css";
import "./styles/copilot.css";
import "./styles/languages.css";

restoreTheme();
const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <TextsProvider>
        <App />
      </TextsProvider>
    </StrictMode>,
  );
}
