/** Path of a Chromium, or undefined when there is none. */
export function findChromium(): string | undefined;

/** Installs one when there is none; answers whether there is one now. */
export function installChromium(): boolean;
