/** Logistic regression with L2 by gradient descent: ten features and some hundred samples, a few milliseconds. */

export interface Sample {
  readonly features: readonly number[];
  readonly isPositive: boolean;
  readonly weight: number;
}

export interface LogisticModel {
  readonly bias: number;
  readonly weights: readonly number[];
}

const STEPS = 400;
const RATE = 1;
/** Keeps a feature that separates a small sample perfectly from being trusted without limit. */
const PENALTY = 0.003;

/** Features are standardised while fitting; the model that comes out takes them as they are. */
export function fitLogistic(samples: readonly Sample[], size: number, penalty = PENALTY): LogisticModel {
  const scales = Array.from({ length: size }, (_, at) => scaleOf(samples, at));
  const rows = samples.map(({ features }) =>
    scales.map(({ mean, spread }, at) => ((features[at] ?? 0) - mean) / spread),
  );
  const whole = samples.reduce((sum, { weight }) => sum + weight, 0);
  const weights = new Float64Array(size);
  let bias = 0;
  for (let step = 0; step < STEPS; step += 1) {
    const slope = new Float64Array(size);
    let slopeOfBias = 0;
    for (const [place, row] of rows.entries()) {
      const sample = samples[place];
      if (sample === undefined) continue;
      const error = (logistic(bias + dot(weights, row)) - (sample.isPositive ? 1 : 0)) * (sample.weight / whole);
      slopeOfBias += error;
      for (let at = 0; at < size; at += 1) slope[at] = (slope[at] ?? 0) + error * (row[at] ?? 0);
    }
    bias -= RATE * slopeOfBias;
    for (let at = 0; at < size; at += 1) {
      weights[at] = (weights[at] ?? 0) - RATE * ((slope[at] ?? 0) + penalty * (weights[at] ?? 0));
    }
  }
  const plain = scales.map(({ spread }, at) => (weights[at] ?? 0) / spread);
  return { bias: bias - scales.reduce((sum, { mean }, at) => sum + mean * (plain[at] ?? 0), 0), weights: plain };
}

export function applyLogistic(model: LogisticModel, features: readonly number[]): number {
  return logistic(model.bias + dot(model.weights, features));
}

function scaleOf(samples: readonly Sample[], at: number): { mean: number; spread: number } {
  const values = samples.map(({ features }) => features[at] ?? 0);
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length);
  return { mean, spread: Math.max(Math.sqrt(variance), 1e-6) };
}

function dot(weights: ArrayLike<number>, features: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < features.length; at += 1) sum += (weights[at] ?? 0) * (features[at] ?? 0);
  return sum;
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
