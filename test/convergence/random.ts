/** Random numbers that a seed decides, so that a history can be played again. */
export interface Random {
  /** A whole number from 0 up to, but not, `below`. */
  below(below: number): number;
  /** One of a list, which is not empty. */
  of<T>(list: readonly T[]): T;
  /** True once in `n` times. */
  oneIn(n: number): boolean;
}

/** The numbers of a seed (mulberry32, public domain). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number) => Math.floor(next() * n);
  return { below, of: (list) => list[below(list.length)]!, oneIn: (n) => below(n) === 0 };
}
