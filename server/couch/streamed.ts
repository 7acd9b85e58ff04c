/**
 * An answer written while it is made. The first piece is made before the answer begins, so that
 * what is wrong from the start is still an error. When the reader goes, `signal` aborts.
 */
export async function streamed(
  type: string,
  pieces: (signal: AbortSignal) => AsyncGenerator<string>,
): Promise<Response> {
  const encoder = new TextEncoder();
  const gone = new AbortController();
  const made = pieces(gone.signal);
  let next: IteratorResult<string> | undefined = await made.next();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      let piece = next ?? (await made.next());
      next = undefined;
      while (piece.done !== true && piece.value === "") piece = await made.next();
      if (gone.signal.aborted) return;
      if (piece.done === true) controller.close();
      else controller.enqueue(encoder.encode(piece.value));
    },
    cancel: () => gone.abort(),
  });
  return new Response(body, { headers: { "Content-Type": type, "Cache-Control": "no-store" } });
}
