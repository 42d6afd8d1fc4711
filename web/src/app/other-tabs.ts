/** The other tabs of this browser: they have the same session, and none when one of them signs out. */
const NAME = "helpwright.session";

/** Tells them that the session was ended here. */
export function tellSignedOut(): void {
  if (typeof BroadcastChannel === "undefined") return;
  const channel = new BroadcastChannel(NAME);
  channel.postMessage("signed out");
  channel.close();
}

/** Hears that one of them has ended the session; answers how to stop listening. */
export function hearSignedOut(heard: () => void): () => void {
  if (typeof BroadcastChannel === "undefined") return () => undefined;
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = heard;
  return () => channel.close();
}
