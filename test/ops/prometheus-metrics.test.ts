/** What is measured is what `/metrics` says, and measuring never disturbs the work. */
import { expect, test } from "vitest";
import { createPrometheusMetrics } from "../../src/ops/prometheus-metrics.ts";

test("counts, durations and levels appear under our prefix, given with or without it", async () => {
  const metrics = createPrometheusMetrics();
  metrics.count("turns_total", { outcome: "answered" });
  metrics.count("dragoman_turns_total", { outcome: "answered" }, 2);
  metrics.observe("turn_seconds", 0.003);
  metrics.gauge("queue_depth", 7);
  const { text, contentType } = await metrics.render();
  expect(contentType).toContain("text/plain");
  expect(text).toContain('dragoman_turns_total{outcome="answered"} 3');
  expect(text).toContain('dragoman_turn_seconds_bucket{le="0.005"} 1');
  expect(text).toContain("dragoman_queue_depth 7");
  expect(text).toContain("process_cpu_seconds_total");
});

test("a later use with other labels, as another kind or with a senseless value does not throw", async () => {
  const metrics = createPrometheusMetrics();
  metrics.count("turns_total", { outcome: "answered" });
  metrics.count("turns_total", { outcome: "answered", stray: "label" });
  metrics.gauge("turns_total", 5);
  metrics.count("turns_total", { outcome: "answered" }, -1);
  metrics.observe("turn_seconds", Number.NaN);
  expect((await metrics.render()).text).toContain('dragoman_turns_total{outcome="answered"} 2');
});
