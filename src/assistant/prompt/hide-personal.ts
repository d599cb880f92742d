/** Takes out of a text what identifies or costs a person, for a model whose answer nobody reads: an embedding. */
import { createPersonalVault } from "../guard/create-personal-vault.ts";

export function hidePersonal(text: string): string {
  return createPersonalVault().hide(text);
}
