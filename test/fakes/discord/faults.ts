/** What the fake Discord can be told to do wrong; each REST fault strikes one request, gateway faults are switches. */

export type RestFaultKind =
  /** Nothing is done and nothing is answered until the client gives up. */
  | "hang"
  /** The request is carried out; the connection is cut before the answer. */
  | "cut-after-accept"
  /** Carried out; the headers come, the body never does. */
  | "hang-in-body"
  | "server-error"
  | "html-error"
  | "rate-limit"
  | "global-rate-limit"
  | "unauthorized"
  | "blocked"
  | "gone";

export interface RestFault {
  readonly kind: RestFaultKind;
  /** Only requests of this method and a path with this in it. Every request when left out. */
  readonly method?: string;
  readonly pathPart?: string;
  readonly retryAfterSeconds?: number;
  /** How many requests it strikes; one when left out. */
  readonly times?: number;
}

export interface GatewayFaults {
  ignoresHeartbeats: boolean;
  /** Connections are taken, and a RESUME is never answered. */
  ignoresResume: boolean;
  /** The next RESUME is answered with an invalid session. */
  forgetsSessions: boolean;
  /** New connections get no HELLO. */
  staysSilent: boolean;
  /** The socket is taken, and its upgrade is never answered. */
  holdsHandshakes: boolean;
}

export interface Faults {
  readonly gateway: GatewayFaults;
  /** The next requests that fit; several faults queue up in order. */
  next(...faults: readonly RestFault[]): void;
  /** Takes the first fault that fits this request. */
  take(method: string, path: string): RestFault | null;
  clear(): void;
}

export function createFaults(): Faults {
  let queue: { readonly fault: RestFault; left: number }[] = [];
  const gateway: GatewayFaults = {
    ignoresHeartbeats: false,
    ignoresResume: false,
    forgetsSessions: false,
    staysSilent: false,
    holdsHandshakes: false,
  };
  return {
    gateway,
    next: (...faults) => void queue.push(...faults.map((fault) => ({ fault, left: fault.times ?? 1 }))),
    take(method, path) {
      const entry = queue.find(
        ({ fault }) => (fault.method ?? method) === method && path.includes(fault.pathPart ?? ""),
      );
      if (!entry) return null;
      entry.left -= 1;
      if (entry.left <= 0) queue = queue.filter((other) => other !== entry);
      return entry.fault;
    },
    clear() {
      queue = [];
      for (const name of Object.keys(gateway) as (keyof GatewayFaults)[]) gateway[name] = false;
    },
  };
}
