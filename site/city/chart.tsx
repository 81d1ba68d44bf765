import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { useFormats } from "../shell/language";
import type { Metric } from "./day";

const height = 240;

/** The means of a day's hours as a line. What it shows stands beside it as a table. */
export function HourChart({ perHour, label }: Pick<Metric, "perHour"> & { label: string }) {
  const place = useRef<HTMLDivElement>(null);
  const { number } = useFormats();
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const data: uPlot.AlignedData = [perHour.map(({ hour }) => hour), perHour.map(({ mean }) => mean ?? null)];
    let chart: uPlot | undefined;
    const draw = (): void => {
      chart?.destroy();
      chart = new uPlot(optionsOf(element, number), data, element);
    };
    draw();
    // A chart is painted: it takes up neither another width nor other colours by itself.
    const resized = new ResizeObserver(() => chart?.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", draw);
    return () => {
      scheme.removeEventListener("change", draw);
      resized.disconnect();
      chart?.destroy();
    };
  }, [perHour, label]);
  return <div class="chart" ref={place} role="img" aria-label={label} />;
}

function optionsOf(element: HTMLElement, number: (value: number) => string): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const axis = { stroke: colour("--muted"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false } };
  return {
    width: element.clientWidth,
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [0, 23] } },
    axes: [
      { ...axis, values: (_, hours) => hours.map((hour) => String(hour)), incrs: [1, 3, 6] },
      { ...axis, size: 56, values: (_, values) => values.map(number) },
    ],
    series: [
      {},
      {
        stroke: colour("--accent"),
        fill: `color-mix(in srgb, ${colour("--accent")} 16%, transparent)`,
        width: 2.5,
        points: { show: false },
        spanGaps: false,
      },
    ],
  };
}
