const HERE = "https://here.invalid";

/** Where to go after signing in: only addresses of this console are followed, as the browser itself would read them. */
export function safeReturn(wish: string | null): string {
  return wish?.startsWith("/") && originOf(wish) === HERE ? wish : "/tasks";
}

function originOf(path: string): string | undefined {
  try {
    return new URL(path, HERE).origin;
  } catch {
    return undefined;
  }
}
