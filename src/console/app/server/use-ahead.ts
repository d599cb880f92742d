/** Changes that are shown before the server has them: written one after the other, and forgotten with the last of them. */
import { useCallback, useRef, useState } from "react";

export interface Ahead<Change> {
  readonly ahead: Partial<Change>;
  /** `send` settles when the server's answer is shown, whatever it was. */
  readonly write: (change: Partial<Change>, send: () => Promise<void>) => void;
}

export function useAhead<Change extends object>(): Ahead<Change> {
  const [ahead, setAhead] = useState<Partial<Change>>({});
  const running = useRef(0);
  const former = useRef<Promise<void>>(Promise.resolve());
  const write = useCallback((change: Partial<Change>, send: () => Promise<void>) => {
    setAhead((before) => ({ ...before, ...change }));
    running.current += 1;
    // The second change knows of the first, and must reach the server after it.
    former.current = former.current.then(async () => {
      await send();
      running.current -= 1;
      // What a later change has shown stays until that one is written, too.
      if (running.current === 0) setAhead({});
    });
  }, []);
  return { ahead, write };
}
