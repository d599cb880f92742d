/** Two short soft tones, made here: no file to load, nothing from elsewhere. */
let context: AudioContext | null = null;

export function playTone(): void {
  context ??= new AudioContext();
  const now = context.currentTime;
  for (const [at, hertz] of [
    [0, 660],
    [0.14, 880],
  ] as const) {
    const tone = context.createOscillator();
    const loudness = context.createGain();
    tone.frequency.value = hertz;
    loudness.gain.setValueAtTime(0, now + at);
    loudness.gain.linearRampToValueAtTime(0.12, now + at + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.001, now + at + 0.22);
    tone.connect(loudness).connect(context.destination);
    tone.start(now + at);
    tone.stop(now + at + 0.25);
  }
}
