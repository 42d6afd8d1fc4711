/**
 * Puts text on the clipboard. Works on plain-http addresses and in old in-app browsers, where the
 * asynchronous clipboard is missing. Answers whether it worked.
 */
export async function copyText(text: string): Promise<boolean> {
  if (window.isSecureContext && navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Refused by the browser: the older way below may still be allowed.
    }
  }
  const holder = document.createElement("textarea");
  holder.value = text;
  holder.readOnly = true;
  holder.className = "ui-sr";
  document.body.append(holder);
  holder.select();
  holder.setSelectionRange(0, text.length);
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    holder.remove();
  }
}
