/** Text of anybody, made safe to stand in HTML and SVG. */
const SIGNS: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export function escapeText(text: string | number): string {
  return String(text).replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);
}
