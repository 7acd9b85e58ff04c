/** Bars with names and figures. What they show must stand in a table beside them. */

/** One bar. */
export interface Bar {
  key: string;
  name: string;
  value: number;
  /** The value as people read it. */
  text: string;
}

interface BarChartProps {
  /** What is drawn, for those who do not see it: the table beside has every figure. */
  label: string;
  bars: readonly Bar[];
}

/** Names that fit under the bars. */
const names_max = 6;

/** The greatest value; 1 where there is none, so that nothing is divided by nothing. */
const greatest = (bars: readonly Bar[]) => Math.max(1, ...bars.map(({ value }) => value));

/** Upright bars side by side, in the order of time. */
export function TimeChart({ label, bars }: BarChartProps) {
  const most = greatest(bars);
  const top = bars.find(({ value }) => value === most);
  const step = Math.max(1, Math.ceil(bars.length / names_max));
  const named = bars.filter((_, i) => i % step === 0);
  return (
    <figure class="time_chart" role="img" aria-label={label}>
      <span class="chart_most">{top?.text}</span>
      <svg viewBox={`0 0 ${bars.length * 10} 100`} preserveAspectRatio="none" aria-hidden="true">
        {bars.map(({ key, value }, i) => {
          const height = (value / most) * 100;
          return <rect key={key} x={i * 10 + 1} y={100 - height} width={8} height={height} />;
        })}
      </svg>
      <span class="chart_names" style={{ "--bars": bars.length }}>
        {named.map(({ key, name }, i) => (
          <span key={key} style={{ gridColumn: `${i * step + 1} / span ${step}` }}>
            {name}
          </span>
        ))}
      </span>
    </figure>
  );
}

/** Lying bars under each other, each with its name and figure. */
export function RankChart({ label, bars }: BarChartProps) {
  const most = greatest(bars);
  return (
    <figure class="rank_chart" role="img" aria-label={label}>
      {bars.map(({ key, name, value, text }) => (
        <span class="rank_line" key={key}>
          <span class="rank_name">{name}</span>
          <span class="rank_figure">{text}</span>
          <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
            <rect width={(value / most) * 100} height={1} />
          </svg>
        </span>
      ))}
    </figure>
  );
}
