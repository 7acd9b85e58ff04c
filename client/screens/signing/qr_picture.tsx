import { useEffect, useState } from "preact/hooks";

/** The encoder is fetched with the first code. */
const encoder = () => import("qr");

/** Squares of white around a code (ISO/IEC 18004 asks for four). */
const border = 4;

/** The path of a code's dark squares, one run of a row after the other. */
function pathOf(squares: boolean[][]): string {
  const runs: string[] = [];
  squares.forEach((row, y) => {
    for (let x = 0; x < row.length;) {
      let end = x;
      while (row[end] === true) end++;
      if (end > x) runs.push(`M${x} ${y}h${end - x}v1h-${end - x}z`);
      x = end + 1;
    }
  });
  return runs.join("");
}

/** A text as a QR code: dark on white whatever the look of the app, since cameras want that. */
export function QrPicture({ text, label }: { text: string; label: string }) {
  const [drawn, setDrawn] = useState<{ text: string; path: string; size: number } | undefined>();
  useEffect(() => {
    let gone = false;
    void encoder().then(({ encodeQR }) => {
      if (gone) return;
      const squares = encodeQR(text, "raw", { ecc: "low", border });
      setDrawn({ text, path: pathOf(squares), size: squares.length });
    });
    return () => {
      gone = true;
    };
  }, [text]);
  if (drawn === undefined) return <div class="qr" />;
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${drawn.size} ${drawn.size}`}
      shape-rendering="crispEdges"
      role="img"
      aria-label={label}
      data-text={drawn.text}
    >
      <rect width="100%" height="100%" fill="#fff" />
      <path d={drawn.path} fill="#000" />
    </svg>
  );
}
