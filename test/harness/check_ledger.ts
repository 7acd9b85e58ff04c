export async function checkLedger(_admin: unknown): Promise<void> {}
