/** Reading 30,000 flights in Chromium, at the machine's speed and at a quarter of it. */
import { fileURLToPath } from "node:url";
import type { CDPSession, Page } from "playwright-core";
import { build, type Rollup } from "vite";
import { type Device, newDevice, servedOffline, startBrowser } from "../browser/devices.ts";
import { serveApp } from "../harness/static_app.ts";
import { career } from "./career.ts";
import type { Bench, Comparison, Figure } from "./measure.ts";

const flightCount = 30_000;
/** The flights, their four aircraft, and the owner. */
const recordCount = flightCount + 5;
const runs = 5;
/** How much slower the page's processor is made. */
const rates = [1, 4] as const;
/** What is typed, key by key: a registration, a word of every flight, the number of some. */
const typed = "n7037 circuit 77";
/** Pixels that are scrolled, and a second. */
const scrolled_px = 12_000;
const scroll_speed = 4_000;

/** The page's script as one text. */
async function script(): Promise<string> {
  const built = (await build({
    configFile: false,
    logLevel: "silent",
    define: { global: "globalThis", "process.env.NODE_ENV": '"production"' },
    build: {
      write: false,
      lib: {
        entry: fileURLToPath(new URL("reading_page.ts", import.meta.url)),
        formats: ["iife"],
        name: "bench",
      },
    },
  })) as Rollup.RollupOutput[];
  return built[0]!.output[0].code;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** The id of the logbook that is open on a device. */
function openLogbook(page: Page): Promise<string> {
  return page.evaluate(
    () => JSON.parse(localStorage.getItem("offblock.logbooks")!).open_id as string,
  );
}

/** A page of the app's origin without the app, with the bench's script in it. The service worker leaves `/api` alone. */
async function blankPage({ context }: Device, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.route("**/api/bench", (route) =>
    route.fulfill({ contentType: "text/html", body: "-" }),
  );
  await page.goto(`${url}/api/bench`);
  await page.addScriptTag({ content: await script() });
  return page;
}

/** Notes when the home screen has its totals, by the page's own clock. */
async function watchHome(page: Page): Promise<void> {
  await page.addInitScript(`{
    const look = () => {
      const hero = document.querySelector(".hero_block");
      if (hero !== null && hero.textContent.includes("flights")) window.home_ms = performance.now();
      else requestAnimationFrame(look);
    };
    look();
  }`);
}

async function coldStart(page: Page): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    await page.reload({ waitUntil: "commit" });
    await page.waitForFunction("window.home_ms !== undefined");
    times.push(await page.evaluate("window.home_ms"));
  }
  return median(times);
}

/** Milliseconds that the page's thread has worked: what else the machine does is not in it. */
async function busy(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")!.value * 1000;
}

/** Resolves when what was asked of the page is painted and it has nothing more to do. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(done))))",
  );
}

/** Resolves when the snapshot of a logbook reflects so many changes. */
async function snapshotWritten(page: Page, logbook_id: string, changes: number): Promise<void> {
  await page.evaluate(`(async () => {
    const request = (asked) => new Promise((done) => {
      asked.onsuccess = () => done(asked.result);
    });
    const db = await request(indexedDB.open("offblock-snapshot-${logbook_id}"));
    let head;
    do head = await request(db.transaction("texts").objectStore("texts").get("head"));
    while (!(head?.seq >= ${changes}));
    db.close();
  })()`);
}

/** Resolves when what was asked of the page is painted. */
async function painted(page: Page): Promise<void> {
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
}

/** What keys cost, one by one, in milliseconds. */
interface Keys {
  /** From each key to the next frame, by the browser's own clock in steps of 8. */
  frame: number[];
  /** How long the page was busy with each until all that follows from it was painted. */
  busy: number[];
}

/** Presses keys one by one. */
async function keyTimes(page: Page, session: CDPSession, keys: readonly string[]): Promise<Keys> {
  await page.evaluate(`{
    window.keys_ms = [];
    window.keys_seen?.disconnect();
    window.keys_seen = new PerformanceObserver((seen) => {
      for (const { name, duration } of seen.getEntries())
        if (name === "keydown") window.keys_ms.push(duration);
    });
    window.keys_seen.observe({ type: "event", durationThreshold: 16 });
  }`);
  const times: number[] = [];
  for (const key of keys) {
    await atRest(page);
    const start = await busy(session);
    await page.keyboard.press(key);
    // What is found is painted in the frame after the letter.
    await painted(page);
    await painted(page);
    times.push((await busy(session)) - start);
  }
  await atRest(page);
  // The browser tells of no event below its threshold.
  const slow = (await page.evaluate("window.keys_ms")) as number[];
  const quick = Array<number>(Math.max(0, keys.length - slow.length)).fill(8);
  return { frame: [...slow, ...quick], busy: times };
}

interface Frames {
  dropped: number;
  count: number;
  longest_ms: number;
}

/** Scrolls the list as a finger does; answers the frames that did not come in time. */
async function scrollFrames(page: Page, session: CDPSession, selector: string): Promise<Frames> {
  const box = (await page.locator(selector).first().boundingBox())!;
  await page.evaluate(`{
    window.frames_ms = [];
    let last = performance.now();
    const note = (now) => {
      window.frames_ms.push(now - last);
      last = now;
      window.frames_run = requestAnimationFrame(note);
    };
    window.frames_run = requestAnimationFrame(note);
  }`);
  await session.send("Input.synthesizeScrollGesture", {
    x: box.x + box.width / 2,
    y: box.y + box.height / 2,
    yDistance: -scrolled_px,
    speed: scroll_speed,
  });
  const deltas = (await page.evaluate(
    "cancelAnimationFrame(window.frames_run), window.frames_ms.slice(1)",
  )) as number[];
  const missed = deltas.map((ms) => Math.max(0, Math.round(ms / (1000 / 60)) - 1));
  const dropped = missed.reduce((sum, one) => sum + one, 0);
  return { dropped, count: deltas.length + dropped, longest_ms: Math.max(...deltas) };
}

/** Frames dropped by a page that only scrolls: what the machine itself does. */
async function plainScroll(device: Device, rate: number): Promise<Frames> {
  const page = await device.context.newPage();
  const body = `<div class="box" style="height:800px;overflow:auto"><div style="height:2000000px">`;
  await page.setContent(body);
  const session = await device.context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
  const frames = await scrollFrames(page, session, ".box");
  await page.close();
  return frames;
}

/** Saves a change of the newest flight; from the click to the words on the screen. */
async function saveTimes(device: Device): Promise<number[]> {
  const { page } = device;
  const times: number[] = [];
  await device.goTo("/flights");
  const href = (await page.locator(".flight_line").first().getAttribute("href"))!;
  for (let i = 0; i < runs; i++) {
    await device.goTo(`${href.slice(1)}/edit`);
    await page.getByRole("heading", { name: "Edit flight" }).waitFor();
    const words = `Saved ${i} at ${Date.now()}`;
    await page.getByLabel("Remarks").fill(words);
    await atRest(page);
    times.push(
      (await page.evaluate(`new Promise((resolve) => {
        const button = [...document.querySelectorAll("button")].find((one) => one.textContent === "Save flight");
        const start = performance.now();
        new MutationObserver((_, observer) => {
          if (document.querySelector(".flight_head + * ~ .remarks, .remarks")?.textContent !== ${JSON.stringify(words)}) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
        }).observe(document.body, { childList: true, subtree: true, characterData: true });
        button.click();
      })`)) as number,
    );
    await atRest(page);
  }
  return times;
}

const figure = (what: string, ms: number, count = flightCount): Figure => ({
  what,
  count,
  unit: "flights",
  ms: Math.max(ms, 0.05),
});

/** The device with its flights, its snapshot written. */
async function preparedDevice(browser: Awaited<ReturnType<typeof startBrowser>>, url: string) {
  const device = await newDevice(browser, url);
  await device.startLogbook("Bench");
  await servedOffline(device.page);
  const id = await openLogbook(device.page);
  await device.page.close();
  const blank = await blankPage(device, url);
  const documents = career(flightCount, new Date().toISOString().slice(0, 10));
  for (let i = 0; i < documents.length; i += 1000)
    await blank.evaluate(
      ([logbook_id, part]) =>
        (globalThis as unknown as { bench: typeof import("./reading_page.ts") }).bench.fill(
          logbook_id,
          part,
        ),
      [id, documents.slice(i, i + 1000)] as const,
    );
  await blank.close();
  await device.reopen();
  await watchHome(device.page);
  await device.goTo("/flights");
  await device.page.getByText(`${flightCount} flights`).first().waitFor();
  await snapshotWritten(device.page, id, recordCount);
  await device.goTo("/");
  return { device, id };
}

async function measureAt(
  device: Device,
  id: string,
  url: string,
  rate: (typeof rates)[number],
): Promise<Comparison[]> {
  const { page } = device;
  const session = await device.context.newCDPSession(page);
  await session.send("Performance.setTimeDomain", { timeDomain: "threadTicks" });
  await session.send("Performance.enable");
  await session.send("Emulation.setCPUThrottlingRate", { rate });
  const at = rate === 1 ? "" : `, ${rate} times slower`;

  await device.goTo("/");
  const start = await coldStart(page);
  const blank = await blankPage(device, url);
  const slow = await device.context.newCDPSession(blank);
  await slow.send("Emulation.setCPUThrottlingRate", { rate });
  const beside = await blank.evaluate(
    ([logbook_id, times]) =>
      (globalThis as unknown as { bench: typeof import("./reading_page.ts") }).bench.baselines(
        logbook_id,
        times,
      ),
    // PouchDB takes half a minute when it is slow.
    [id, rate === 1 ? runs : 1] as const,
  );
  await blank.close();

  await device.goTo("/flights");
  await page.getByText(`${flightCount} flights`).first().waitFor();
  // The texts that are searched are made when the page is idle.
  await atRest(page);
  const input = page.getByRole("searchbox", { name: "Search flights" });
  await input.focus();
  const plainKeys = await keyTimes(page, session, Array(5).fill("Shift"));
  const keys = await keyTimes(page, session, [...typed]);
  await input.fill("");
  await atRest(page);
  const frames = await scrollFrames(page, session, ".windowed");
  const plain = await plainScroll(device, rate);
  const saves = await saveTimes(device);
  await snapshotWritten(page, id, recordCount + runs);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await session.detach();
  const dropped = (of: Frames) => `${of.dropped} of ${of.count} frames dropped, the longest`;
  return [
    {
      ours: figure(`cold start to home with totals and currency${at}`, start),
      baselines: [
        figure("raw IndexedDB: getAll of the same documents", beside.raw_ms),
        figure("PouchDB: allDocs of the same documents", beside.pouch_ms),
      ],
      aim: "below 1 times raw IndexedDB",
    },
    {
      ours: figure(`a save to the screen${at}, median of ${runs}`, median(saves)),
      baselines: [],
      aim: "50 ms",
    },
    {
      ours: figure(`a key of the search to the next frame${at}`, median(keys.frame)),
      baselines: [
        figure("the slowest of them", Math.max(...keys.frame)),
        figure("the page's thread until all is found and painted", median(keys.busy)),
        figure("the slowest of them", Math.max(...keys.busy)),
        figure("a key that types nothing", median(plainKeys.busy)),
      ],
      aim: "16 ms",
    },
    {
      ours: figure(`scrolling${at}: ${dropped(frames)}`, frames.longest_ms),
      baselines: [figure(`an empty page: ${dropped(plain)}`, plain.longest_ms)],
      aim: "none dropped",
    },
  ];
}

async function measureReading(): Promise<Comparison[]> {
  const app = await serveApp();
  const browser = await startBrowser();
  try {
    const { device, id } = await preparedDevice(browser, app.url);
    const found: Comparison[] = [];
    for (const rate of rates) found.push(...(await measureAt(device, id, app.url, rate)));
    return found;
  } finally {
    await browser.close();
    app.close();
  }
}

/** What a pilot with a long career waits for. Needs the built client. */
export const readingBench: Bench = {
  name: "reading",
  title: "Reading 30,000 flights, in Chromium",
  run: measureReading,
};
