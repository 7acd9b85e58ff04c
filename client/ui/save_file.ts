/** Hands a text, or bytes in pieces, to the device as a file to keep. */
export function saveFile(
  name: string,
  content: string | BlobPart[],
  type = "application/json",
): void {
  const url = URL.createObjectURL(
    new Blob(typeof content === "string" ? [content] : content, { type }),
  );
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
