/** Knows the requests that are running, so that a stop can end streams and tell handlers. */
import type { Response } from "express";

export interface RunningRequests {
  /** Aborts when the client is gone before the reply is complete, or the server stops. */
  signalFor(response: Response): AbortSignal;
  abortAll(): void;
}

export function followRequests(): RunningRequests {
  const controllers = new Set<AbortController>();
  let isStopping = false;
  return {
    signalFor(response) {
      const controller = new AbortController();
      controllers.add(controller);
      response.on("close", () => {
        controllers.delete(controller);
        if (!response.writableFinished) controller.abort();
      });
      if (isStopping || response.destroyed) controller.abort();
      return controller.signal;
    },
    abortAll() {
      isStopping = true;
      for (const controller of controllers) controller.abort();
    },
  };
}
