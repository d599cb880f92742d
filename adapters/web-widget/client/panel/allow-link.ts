/** Where a link in a message may lead. */
import type { AllowLink } from "./read-text.ts";

/** Only https, and only to the shop's own hosts: a model or a stranger cannot send a buyer elsewhere. */
export function createAllowLink(hosts: readonly string[]): AllowLink {
  return (url) => {
    if (!URL.canParse(url)) return false;
    const { protocol, host, username } = new URL(url);
    return protocol === "https:" && username === "" && hosts.includes(host);
  };
}
