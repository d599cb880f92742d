/**
 * Makes text that others wrote safe to stand in a prompt: no invisible characters, and no way to end its own fence or
 * to look like a passage number.
 */

/** `<<name>>` on a line of its own; only this file writes it, and nothing fenced can contain it. */
export function fenceText(name: string, text: string): string {
  return `<<${name}>>\n${defuseText(text)}\n<<end ${name}>>`;
}

export function defuseText(text: string): string {
  return (
    stripInvisible(text)
      // Wide and small forms too: a model may read them as the same sign.
      .replace(/[<\uFF1C\uFE64]{2,}/gu, "‹")
      .replace(/[>\uFF1E\uFE65]{2,}/gu, "›")
      .replace(/[[【［〔]\s*\^?(\p{Nd}[\p{Nd}\s,;-]*)[\]】］〕]/gu, "($1)")
  );
}

/** What a person cannot see: tag characters, zero-width characters, variation selectors, bidi controls. */
export function stripInvisible(text: string): string {
  return text.replace(/[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu, "");
}
