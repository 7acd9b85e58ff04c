interface FigureTableProps {
  /** What the rows are, then what the figures are. */
  head: readonly [string, ...string[]];
  rows: readonly { name: string; figures: readonly (string | number)[] }[];
}

/** Figures in rows and columns; where there is no room for columns, each row becomes a short list. */
export function FigureTable({ head, rows }: FigureTableProps) {
  const [first, ...columns] = head;
  return (
    <div class="table_box">
      <table class="figure_table">
        <thead>
          <tr>
            <th scope="col">{first}</th>
            {columns.map((column) => (
              <th scope="col" key={column}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, figures }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {figures.map((figure, i) => (
                <td key={columns[i]} data-column={columns[i]}>
                  {figure}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
