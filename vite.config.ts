import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin, runnerImport } from "vite";
import { VitePWA } from "vite-plugin-pwa";

/** The gateway that the development server talks to. */
const gateway = process.env["OFFBLOCK_GATEWAY"] ?? "http://localhost:8080";

const outFolder = join(import.meta.dirname, "dist/client");

/** What shrinks; pictures and fonts are compressed already. */
const compressible = /\.(js|css|html|svg|bin|webmanifest)$/;

/** Writes each file a second and third time, compressed, for the gateway to serve as they are. */
function precompress(): Plugin {
  return {
    name: "precompress",
    apply: "build",
    enforce: "post",
    closeBundle: {
      order: "post",
      sequential: true,
      handler() {
        for (const name of readdirSync(outFolder, { recursive: true, encoding: "utf8" })) {
          if (!compressible.test(name)) continue;
          const bytes = readFileSync(join(outFolder, name));
          const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
          writeFileSync(join(outFolder, `${name}.br`), brotliCompressSync(bytes, { params }));
          writeFileSync(join(outFolder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
        }
      },
    },
  };
}

const jsx = { runtime: "automatic", importSource: "preact" } as const;

/**
 * Lays the first screen into the page, made by the same component as in the app. What paints it comes
 * first then: the scripts wait for the style sheet and the typeface.
 */
function firstScreen(): Plugin {
  return {
    name: "first_screen",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      async handler(html) {
        const { module } = await runnerImport<typeof import("./client/first_screen.tsx")>(
          join(import.meta.dirname, "client/first_screen.tsx"),
          { configFile: false, oxc: { jsx } },
        );
        const screen = module.firstScreenHtml();
        return html
          .replace("<!--first screen-->", () => screen)
          .replaceAll(/<(script type|link rel)="module(preload)?"/g, '$& fetchpriority="low"');
      },
    },
  };
}

export default defineConfig({
  root: "client",
  build: {
    outDir: outFolder,
    emptyOutDir: true,
    // Tablets in flight bags are old.
    target: ["chrome111", "firefox115", "safari16.4"],
    // The content security policy knows no data: but for pictures.
    assetsInlineLimit: 0,
    // All but the oldest of these know it themselves, and those load the same files a little later.
    modulePreload: { polyfill: false },
  },
  resolve: {
    alias: { "pouchdb-selector-core": join(import.meta.dirname, "client/store/no_selector.ts") },
  },
  worker: { format: "es" },
  oxc: { jsx },
  server: { proxy: { "/db": gateway, "/api": gateway } },
  plugins: [
    firstScreen(),
    VitePWA({
      strategies: "injectManifest",
      srcDir: "sw",
      filename: "service_worker.ts",
      injectRegister: false,
      injectManifest: {
        // Of the typeface only the letters that the app itself uses; the rest comes when needed.
        globPatterns: ["**/*.{js,css,html,svg,png,bin}", "assets/inter-latin-*.woff2"],
        maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
      },
      manifest: {
        name: "Offblock",
        short_name: "Offblock",
        description: "A logbook of record that works where there is no signal.",
        start_url: "/",
        display: "standalone",
        background_color: "#faf8f3",
        theme_color: "#faf8f3",
        icons: [
          { src: "icon_192.png", sizes: "192x192", type: "image/png" },
          { src: "icon_512.png", sizes: "512x512", type: "image/png" },
          { src: "icon_512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
        ],
      },
    }),
    precompress(),
  ],
});
