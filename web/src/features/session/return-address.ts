/** Where to go after signing in: only addresses of this console are followed. */
export function safeReturn(wish: string | null): string {
  return wish?.startsWith("/") && !wish.startsWith("//") && !wish.startsWith("/\\")
    ? wish
    : "/tasks";
}
