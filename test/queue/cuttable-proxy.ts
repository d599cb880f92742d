/** A TCP proxy that can be cut (connections end, new ones are refused) or silenced (nothing passes, nothing ends). */
import { connect, createServer, type Server, type Socket } from "node:net";

export interface CuttableProxy {
  readonly port: number;
  cut(): Promise<void>;
  silence(): void;
  /** Works again, for new connections after `cut`, for the same ones after `silence`. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

export async function createCuttableProxy(targetPort: number): Promise<CuttableProxy> {
  const sockets = new Set<Socket>();
  let isSilent = false;
  let server: Server;
  const listen = (port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      server = createServer((client) => {
        const target = connect(targetPort, "127.0.0.1");
        for (const [from, to] of [
          [client, target],
          [target, client],
        ] as const) {
          sockets.add(from);
          if (isSilent) from.pause();
          from.on("data", (data) => to.write(data)).on("error", () => {});
          from.on("close", () => {
            sockets.delete(from);
            to.destroy();
          });
        }
      }).once("error", reject);
      server.listen(port, "127.0.0.1", () => {
        const address = server.address();
        resolve(typeof address === "object" && address ? address.port : 0);
      });
    });
  const port = await listen(0);
  const cut = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  let isCut = false;
  return {
    port,
    async cut() {
      if (isCut) return;
      isCut = true;
      await cut();
    },
    silence() {
      isSilent = true;
      for (const socket of sockets) socket.pause();
    },
    async restore() {
      isSilent = false;
      for (const socket of sockets) socket.resume();
      if (isCut) await listen(port);
      isCut = false;
    },
    async close() {
      if (!isCut) await cut();
      isCut = true;
    },
  };
}
