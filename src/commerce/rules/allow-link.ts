/** Whether a link out of somebody's import may be shown to a buyer: only to hosts that were named beforehand. */

/** The link as a browser reads it, or null. A host allows what is below it. */
export function allowLink(link: string | null, hosts: readonly string[]): string | null {
  const url = link === null ? null : URL.parse(link);
  if (!url || url.protocol !== "https:" || url.username !== "" || url.password !== "" || url.port !== "") return null;
  const { hostname } = url;
  const isNamed = hosts.some((host) => hostname === host.toLowerCase() || hostname.endsWith(`.${host.toLowerCase()}`));
  return isNamed ? url.href : null;
}
