/** Where a request on somebody's word may go: a public address, looked at after the name was resolved and connected to as resolved. */
import { lookup as resolve, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import type { FetchFault } from "../../contracts/web.ts";
import { isPublicAddress } from "./judge-address.ts";

const PORTS: ReadonlySet<string> = new Set(["", "80", "443"]);

/** Ends a request from inside; caught at the door and nowhere else. */
export class Refusal extends Error {
  readonly fault: FetchFault;

  constructor(fault: FetchFault) {
    super(fault);
    this.fault = fault;
  }
}

/** Throws a Refusal. `allowed` names "host:port" that may be reached although they are private. */
export function checkTarget(text: string, allowed: ReadonlySet<string>): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw new Refusal("not-a-web-address");
  }
  if (allowed.has(hostOf(url))) return url;
  if (!PORTS.has(url.port)) throw new Refusal("port-not-allowed");
  // A name is judged when it is resolved; an address in the URL is never resolved.
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(literal) !== 0 && !isPublicAddress(literal)) throw new Refusal("private-address");
  return url;
}

export function hostOf(url: URL): string {
  return `${url.hostname}:${url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port}`;
}

/** What is checked here is what is connected to: there is no second look-up in between. */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const [first] = addresses ?? [];
    if (error || !first) callback(error ?? new Error("no address"), "", 0);
    else if (!addresses.every(({ address }) => isPublicAddress(address))) {
      callback(new Refusal("private-address"), "", 0);
    } else if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
