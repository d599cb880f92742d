/** The fake's gateway, version 10, JSON without compression: sessions, sequences, replay, intents, close codes. */
import { randomUUID } from "node:crypto";
import { type RawData, WebSocket, WebSocketServer } from "ws";
import type { Faults } from "./faults.ts";
import type { GatewayEvent, Journal } from "./journal.ts";
import { guildsOf, showGuildState } from "./guild/threads.ts";
import { showUser } from "./show.ts";
import type { World, WorldEvent } from "./world.ts";

const GUILDS = 1 << 0;
const GUILD_MESSAGES = 1 << 9;
const DIRECT_MESSAGES = 1 << 12;
const MESSAGE_CONTENT = 1 << 15;
const ALL_INTENTS = (1 << 26) - 1;
const PRIVILEGED = (1 << 1) | (1 << 8) | MESSAGE_CONTENT;
const MAX_REPLAY = 5_000;
const CONCURRENCY_WINDOW_MS = 5_000;
const SENDS_PER_MINUTE = 120;

export interface GatewayOptions {
  readonly heartbeatMs: number;
  /** IDENTIFYs per day; one more resets the token. */
  readonly identifyLimit: number;
  readonly maxConcurrency: number;
  /** How long a session waits for its client. */
  readonly sessionTtlMs: number;
  /** Bits of the privileged intents that are switched on for this bot. */
  readonly allowedPrivileged: number;
}

interface Session {
  readonly id: string;
  readonly intents: number;
  sequence: number;
  replay: { readonly s: number; readonly t: string; readonly d: unknown }[];
  socket: WebSocket | null;
  leftAt: number | null;
}

export interface GatewayServer {
  readonly server: WebSocketServer;
  /** IDENTIFYs since the start of the fake. */
  identifyCount(): number;
  startLimit(): { total: number; remaining: number; reset_after: number; max_concurrency: number };
  /** How many clients hold a session right now. */
  connectedCount(): number;
  /** Sends to every live session, also those whose client is away. */
  dispatch(event: WorldEvent): void;
  /** Writes these words into every open connection of a session, as they are. */
  sendRaw(text: string): void;
  closeAll(code: number): void;
  /** Cuts the connections without a word. */
  dropAll(): void;
  /** The connections stay open, and nothing is read, sent or answered any more, not even a close. */
  freezeAll(): void;
  askToReconnect(): void;
  invalidateAll(isResumable: boolean): void;
  stop(): void;
}

export interface GatewayParts {
  readonly world: World;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly options: GatewayOptions;
  /** The token as it is now: an excess of IDENTIFYs changes it. */
  readonly token: { value: string };
  readonly address: () => string;
}

export function createGatewayServer(parts: GatewayParts): GatewayServer {
  const { world, faults, journal, options, token } = parts;
  const sessions = new Map<string, Session>();
  const server = new WebSocketServer({ noServer: true });
  const identifiedAt: number[] = [];

  const note = (event: GatewayEvent, session: Session | null, n?: number) =>
    journal.add({ kind: "gateway", at: Date.now(), event, number: n ?? null, sessionId: session?.id ?? null });

  const push = (session: Session, t: string, d: unknown) => {
    session.sequence += 1;
    const frame = { s: session.sequence, t, d };
    session.replay.push(frame);
    if (session.replay.length > MAX_REPLAY) session.replay.shift();
    if (session.socket?.isPaused === false) session.socket.send(JSON.stringify({ op: 0, ...frame }));
  };

  const isAlive = (session: Session) => session.leftAt === null || Date.now() - session.leftAt < options.sessionTtlMs;

  function identify(socket: WebSocket, d: Record<string, unknown>): Session | null {
    if (d["token"] !== token.value) return close(socket, 4004);
    const intents = d["intents"];
    if (typeof intents !== "number" || !Number.isInteger(intents) || (intents & ~ALL_INTENTS) !== 0) {
      return close(socket, 4013);
    }
    if ((intents & PRIVILEGED & ~options.allowedPrivileged) !== 0) return close(socket, 4014);
    const now = Date.now();
    const recent = identifiedAt.filter((at) => at > now - CONCURRENCY_WINDOW_MS);
    if (recent.length >= options.maxConcurrency) {
      socket.send(JSON.stringify({ op: 9, d: false }));
      return null;
    }
    if (identifiedAt.length >= options.identifyLimit) {
      // What Discord does to a bot that connects anew too often.
      token.value = `${token.value.split(".")[0]}.reset.${randomUUID()}`;
      return close(socket, 4004);
    }
    identifiedAt.push(now);
    const session: Session = { id: randomUUID(), intents, sequence: 0, replay: [], socket, leftAt: null };
    sessions.set(session.id, session);
    note("identify", session);
    push(session, "READY", {
      v: 10,
      user: showUser(world.bot),
      guilds: guildsOf(world).map((id) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: parts.address(),
      shard: d["shard"],
      application: { id: world.bot.id, flags: 0 },
    });
    if (intents & GUILDS) for (const id of guildsOf(world)) push(session, "GUILD_CREATE", showGuildState(world, id));
    return session;
  }

  function resume(socket: WebSocket, d: Record<string, unknown>): Session | null {
    const session = sessions.get(String(d["session_id"]));
    const from = Number(d["seq"]);
    note("resume", session ?? null, from);
    if (faults.gateway.ignoresResume) return null;
    if (d["token"] !== token.value) return close(socket, 4004);
    const isForgotten = !session || !isAlive(session) || faults.gateway.forgetsSessions;
    if (isForgotten || (session.replay[0]?.s ?? 1) > from + 1) {
      sessions.delete(String(d["session_id"]));
      socket.send(JSON.stringify({ op: 9, d: false }));
      return null;
    }
    if (from > session.sequence) return close(socket, 4007);
    session.socket?.close(4000);
    session.socket = socket;
    session.leftAt = null;
    for (const frame of session.replay) if (frame.s > from) socket.send(JSON.stringify({ op: 0, ...frame }));
    push(session, "RESUMED", { _trace: [] });
    return session;
  }

  server.on("connection", (socket: WebSocket) => {
    let session: Session | null = null;
    let sends = 0;
    let lastBeatAt = Date.now();
    note("connected", null);
    if (!faults.gateway.staysSilent) {
      socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: options.heartbeatMs, _trace: [] } }));
    }
    const watch = setInterval(() => {
      if (!socket.isPaused && Date.now() - lastBeatAt > options.heartbeatMs * 3) close(socket, 4009);
    }, options.heartbeatMs);
    socket.on("message", (data: RawData) => {
      sends += 1;
      const frame = parseFrame(data);
      const fault = frameFault(frame, sends, session !== null);
      if (frame === null || fault !== null) return void close(socket, fault ?? 4002);
      if (frame.op === 1) {
        lastBeatAt = Date.now();
        note("heartbeat", session, typeof frame.d === "number" ? frame.d : undefined);
        if (!faults.gateway.ignoresHeartbeats) socket.send(JSON.stringify({ op: 11 }));
        return;
      }
      const d = (frame.d ?? {}) as Record<string, unknown>;
      session = frame.op === 2 ? identify(socket, d) : resume(socket, d);
    });
    socket.on("error", () => {});
    socket.on("close", (code) => {
      clearInterval(watch);
      note("closed", session, code);
      if (session?.socket !== socket) return;
      session.socket = null;
      session.leftAt = Date.now();
      // A client that leaves like this says that it will not come back to the session.
      if (code === 1000 || code === 1001) sessions.delete(session.id);
    });
  });

  const open = () => [...sessions.values()].filter((session) => session.socket?.readyState === WebSocket.OPEN);
  return {
    server,
    identifyCount: () => identifiedAt.length,
    startLimit: () => ({
      total: options.identifyLimit,
      remaining: Math.max(0, options.identifyLimit - identifiedAt.length),
      reset_after: 86_400_000,
      max_concurrency: options.maxConcurrency,
    }),
    connectedCount: () => open().length,
    dispatch(event) {
      for (const session of sessions.values()) {
        const isWanted = event.name === "INTERACTION_CREATE" || wants(session.intents, event);
        if (isAlive(session) && isWanted) push(session, event.name, visibleTo(session.intents, event));
      }
    },
    sendRaw: (text) => open().forEach((session) => session.socket?.send(text)),
    closeAll: (code) => server.clients.forEach((socket) => close(socket, code)),
    freezeAll: () => server.clients.forEach((socket) => socket.pause()),
    dropAll: () => server.clients.forEach((socket) => socket.terminate()),
    askToReconnect: () => open().forEach((session) => session.socket?.send(JSON.stringify({ op: 7, d: null }))),
    invalidateAll(isResumable) {
      for (const session of sessions.values()) {
        session.socket?.send(JSON.stringify({ op: 9, d: isResumable }));
        if (!isResumable) sessions.delete(session.id);
      }
    },
    stop() {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

function wants(intents: number, { intent, isDirect }: WorldEvent): boolean {
  return (intents & (intent ?? (isDirect ? DIRECT_MESSAGES : GUILD_MESSAGES))) !== 0;
}

function visibleTo(intents: number, event: WorldEvent): unknown {
  if (!event.name.startsWith("MESSAGE_") || event.showsContent || (intents & MESSAGE_CONTENT) !== 0) return event.data;
  return { ...event.data, content: "", attachments: [], embeds: [], components: [] };
}

/** The close code for a frame that breaks the protocol. */
function frameFault(frame: { readonly op: number } | null, sends: number, hasSession: boolean): number | null {
  if (sends > SENDS_PER_MINUTE) return 4008;
  if (frame === null) return 4002;
  if (frame.op === 1) return null;
  if (frame.op !== 2 && frame.op !== 6) return hasSession ? 4001 : 4003;
  return hasSession ? 4005 : null;
}

const decoder = new TextDecoder();

function parseFrame(data: RawData): { readonly op: number; readonly d: unknown } | null {
  try {
    const frame: unknown = JSON.parse(decoder.decode(Array.isArray(data) ? Buffer.concat(data) : data));
    if (typeof frame !== "object" || frame === null || !("op" in frame) || typeof frame.op !== "number") return null;
    return { op: frame.op, d: "d" in frame ? frame.d : null };
  } catch {
    return null;
  }
}

const close = (socket: WebSocket, code: number): null => (socket.close(code), null);
