/** Progress of long work on standard error: a bar for a person, nothing for a pipe. */
import { Presets, SingleBar } from "cli-progress";

export interface Progress {
  update(done: number, total: number): void;
  stop(): void;
}

export function createProgress(label: string): Progress {
  const bar = new SingleBar(
    { format: `${label} {bar} {value}/{total}  {eta_formatted}`, stream: process.stderr, hideCursor: true },
    Presets.shades_classic,
  );
  let isStarted = false;
  return {
    update(done, total) {
      if (!process.stderr.isTTY) return;
      if (!isStarted) bar.start(total, done);
      isStarted = true;
      bar.update(done);
    },
    stop() {
      if (isStarted) bar.stop();
    },
  };
}
