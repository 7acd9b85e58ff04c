/** Devices for browser tests: the built app in a real Chromium, each with storage of its own. */
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { findChromium } from "../harness/chromium.js";

/** Size of a screen in CSS pixels. */
export const screens = {
  phone: { width: 390, height: 844 },
  tablet: { width: 820, height: 1180 },
  wide: { width: 1180, height: 820 },
} as const;

/** How long the app may take to show something, in milliseconds. The machine may be busy. */
const patience_ms = 60_000;

/** One device: a browser profile with the app open. */
export interface Device {
  context: BrowserContext;
  readonly page: Page;
  /** Everything that went wrong in the page: exceptions, and errors on the console. */
  faults: string[];
  /** Switches the network of the device. */
  setOffline(offline: boolean): Promise<void>;
  /** Opens the app again after its page was closed, in a new page. */
  reopen(): Promise<void>;
  goTo(address: string): Promise<void>;
  /** Begins a logbook without an account. */
  startLogbook(owner: string): Promise<void>;
  signUp(email: string, password: string): Promise<void>;
  /** Signs in from the first screen. */
  signIn(email: string, password: string): Promise<void>;
  /** Waits until everything is at the ledger, and everything of the ledger is here. */
  inSync(): Promise<void>;
  /** Closes the device for good. */
  close(): Promise<void>;
}

/** Starts the browser that the devices of a test file share. */
export function startBrowser(more: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ["--no-sandbox", "--disable-quic", "--disable-background-networking", ...more],
  });
}

/** Errors that only say that the network is off, which the test has done itself. */
const expectedOffline =
  /ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|Failed to fetch|status of 401/;

/** Opens the app at a URL on a device of its own. */
export async function newDevice(
  browser: Browser,
  url: string,
  viewport: { width: number; height: number } = screens.phone,
  more: BrowserContextOptions = {},
): Promise<Device> {
  const context = await browser.newContext({ viewport, reducedMotion: "reduce", ...more });
  context.setDefaultTimeout(patience_ms);
  const faults: string[] = [];
  let page = await context.newPage();
  const open = async () => {
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => {
      const text = message.text();
      if (message.type() === "error" && !expectedOffline.test(text)) faults.push(text);
    });
    await page.goto(url);
  };
  await open();
  const fillAccount = async (email: string, password: string) => {
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill(password);
  };
  const goTo = (address: string) =>
    page.evaluate((hash) => {
      window.location.hash = hash;
    }, address);
  const status = () => page.locator('a[href="#/sync"] .status:visible').first();
  return {
    context,
    get page() {
      return page;
    },
    faults,
    setOffline: (offline) => context.setOffline(offline),
    async reopen() {
      page = await context.newPage();
      await open();
    },
    goTo,
    async startLogbook(owner) {
      await page.getByLabel("Your name").fill(owner);
      await page.getByRole("button", { name: "Start a logbook" }).click();
      await page.getByText("Your logbook is ready").waitFor();
    },
    async signUp(email, password) {
      await goTo("/account");
      await fillAccount(email, password);
      await page.getByRole("button", { name: "Create account" }).click();
      await page.getByRole("heading", { name: "Sync" }).waitFor();
    },
    async signIn(email, password) {
      await page.getByRole("button", { name: "I have an account" }).click();
      await fillAccount(email, password);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.getByRole("heading", { name: "Home" }).waitFor();
    },
    async inSync() {
      await goTo("/more");
      await status().getByText("In sync").waitFor();
    },
    close: () => context.close(),
  };
}

/** Waits until the service worker serves the app, so that the network can go. */
export async function servedOffline(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller === null)
      await new Promise((resolve) =>
        navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }),
      );
  });
}
