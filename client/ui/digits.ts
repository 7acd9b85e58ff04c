/** Code points of the zero of each decimal script that a pilot's keyboard may write. */
const zeros = [
  0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66,
  0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x17e0, 0x1810,
];

function plainDigit(digit: string): string {
  const code = digit.codePointAt(0)!;
  const zero = zeros.find((first) => code >= first && code < first + 10);
  return zero === undefined ? digit : String(code - zero);
}

/**
 * What was typed or pasted as figures, in the digits and signs that are read: `١٫٥`, `１．５` and
 * `1·5` are `1.5`, `−` is `-`. Marks of direction and blanks around it go.
 */
export function plainFigures(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/\p{Nd}/gu, plainDigit)
    .replace(/[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu, "")
    .replace(/\u066b|\u00b7/gu, ".")
    .replace(/\u066c/gu, "")
    .replace(/\u2212/gu, "-")
    .trim();
}
