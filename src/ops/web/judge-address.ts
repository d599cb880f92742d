/** Which network addresses a page from outside may lie at: public ones only, in every way they can be written. */
import { BlockList, isIP } from "node:net";

/** IANA special-purpose registries: this host, private, shared, link-local and metadata, documentation, multicast. */
const IPV4: readonly [string, number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];
/** Also every form that carries an IPv4 address inside: mapped, translated, 6to4, Teredo. */
const IPV6: readonly [string, number][] = [
  ["::", 96],
  ["::ffff:0:0", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
];

// Two lists: one that holds the mapped range takes every IPv4 address for a member of it.
const inward4 = new BlockList();
const inward6 = new BlockList();
for (const [address, bits] of IPV4) inward4.addSubnet(address, bits, "ipv4");
for (const [address, bits] of IPV6) inward6.addSubnet(address, bits, "ipv6");

/** `address` is what the resolver gave, or an address written in a URL. */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  const version = isIP(bare);
  if (version === 0) return false;
  return version === 4 ? !inward4.check(bare, "ipv4") : !inward6.check(bare, "ipv6");
}
