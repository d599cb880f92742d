/** Metrics for Prometheus. A metric exists from its first use on; measuring never throws into the work it measures. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Metrics } from "../contracts/runtime.ts";

export interface PrometheusMetrics extends Metrics {
  /** All metrics in the text format, and the content type it must be sent with. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

type Labels = Readonly<Record<string, string>>;
type Instrument = Counter | Gauge | Histogram;

const PREFIX = "dragoman_";
/** From a store transaction (1 ms) to a model that takes its whole budget. */
const SECONDS_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];
const COUNT_BUCKETS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000];

export function createPrometheusMetrics(): PrometheusMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const instruments = new Map<string, { readonly instrument: Instrument; readonly labelNames: readonly string[] }>();

  /** The first use fixes a metric's kind and labels; null for a later use as another kind. */
  const take = <Kind extends Instrument>(
    kind: new (configuration: InstrumentConfiguration) => Kind,
    name: string,
    labels: Labels,
  ): { readonly instrument: Kind; readonly labels: Labels } | null => {
    const fullName = name.startsWith(PREFIX) ? name : `${PREFIX}${name}`;
    let found = instruments.get(fullName);
    if (!found) {
      const labelNames = Object.keys(labels);
      found = { instrument: new kind(configure(registry, fullName, labelNames)), labelNames };
      instruments.set(fullName, found);
    }
    const { instrument, labelNames } = found;
    if (!(instrument instanceof kind)) return null;
    // prom-client throws on a label it does not know; a measurement without that label is worth more than a fault.
    const known = Object.entries(labels).filter(([label]) => labelNames.includes(label));
    return { instrument, labels: Object.fromEntries(known) };
  };
  return {
    count(name, labels = {}, by = 1) {
      const found = take(Counter, name, labels);
      if (by >= 0) found?.instrument.inc(found.labels, by);
    },
    observe(name, value, labels = {}) {
      const found = take(Histogram, name, labels);
      if (Number.isFinite(value)) found?.instrument.observe(found.labels, value);
    },
    gauge(name, value, labels = {}) {
      const found = take(Gauge, name, labels);
      if (Number.isFinite(value)) found?.instrument.set(found.labels, value);
    },
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

interface InstrumentConfiguration {
  readonly name: string;
  readonly help: string;
  readonly labelNames: string[];
  readonly registers: Registry[];
  readonly buckets: number[];
}

function configure(registry: Registry, name: string, labelNames: string[]): InstrumentConfiguration {
  const buckets = name.endsWith("_seconds") ? SECONDS_BUCKETS : COUNT_BUCKETS;
  return { name, help: name.replaceAll("_", " "), labelNames, registers: [registry], buckets };
}
