import { create } from "zustand";

/** What browsers hand over when the page could become an app on the device. */
interface InstallPrompt extends Event {
  prompt: () => Promise<{ outcome: "accepted" | "dismissed" }>;
}

interface InstallState {
  /** Asks the device; absent where it is not offered or done already. */
  ask: (() => void) | null;
}

export const useInstall = create<InstallState>()(() => ({ ask: null }));

/** Registers the service worker, and keeps the offer to install for where people look for it. */
export function startInstall(): void {
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    const prompt = event as InstallPrompt;
    useInstall.setState({
      ask: () => void prompt.prompt().then(() => useInstall.setState({ ask: null })),
    });
  });
  window.addEventListener("appinstalled", () => useInstall.setState({ ask: null }));
  if (import.meta.env.PROD && "serviceWorker" in navigator) {
    // Only a place where the shell is kept: without it everything works the same with a network.
    navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  }
}
