import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const DOORS = ["office", "technician", "portal"] as const;

/** Answers a deep link of a door with the door's page while developing, as the server does when built. */
function doors(): Plugin {
  return {
    name: "doors",
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const path = (request.url ?? "").split("?")[0] ?? "";
        const door = DOORS.find((name) => path === `/${name}` || path.startsWith(`/${name}/`));
        if (door) request.url = `/${door}.html`;
        next();
      });
    },
  };
}

/** Of script, compressed, before a technician sees his day. */
const HEAVIEST = 150_000;
const SERVICE_WORKER = "technician-sw";

/** Writes into the service worker which files are the technician's door: all that its page may ever load. */
function serviceWorker(): Plugin {
  return {
    name: "service-worker",
    apply: "build",
    generateBundle: {
      // After Vite has taken out the chunks that were nothing but styles.
      order: "post",
      handler(_options, bundle) {
        const files = new Set<string>(["assets/icon.svg", "technician.webmanifest"]);
        const add = (fileName: string): void => {
          const chunk = bundle[fileName];
          if (files.has(fileName) || chunk?.type !== "chunk") return;
          files.add(fileName);
          for (const style of chunk.viteMetadata?.importedCss ?? []) files.add(style);
          for (const asset of chunk.viteMetadata?.importedAssets ?? []) files.add(asset);
          for (const next of [...chunk.imports, ...chunk.dynamicImports]) add(next);
        };
        for (const chunk of Object.values(bundle)) if (chunk.type === "chunk" && chunk.isEntry && chunk.name === "technician") add(chunk.fileName);
        const worker = bundle[`${SERVICE_WORKER}.js`];
        if (files.size < 4 || worker?.type !== "chunk" || worker.imports.length > 0) this.error("the technician's door is not as its service worker expects it");
        const scripts = [...files].map((file) => bundle[file]).filter((chunk) => chunk?.type === "chunk");
        const weight = scripts.reduce((sum, chunk) => sum + gzipSync(chunk.code).byteLength, 0);
        if (weight > HEAVIEST) this.error(`the technician's door weighs ${weight} bytes of script, more than ${HEAVIEST}: phones in cellars load it`);
        const paths = [...files].sort().map((file) => `/${file}`);
        const version = createHash("sha256").update(paths.join("\n")).update(readFileSync(page("technician"))).digest("hex").slice(0, 12);
        const code = worker.code.replace(/["'`]__PRECACHE__["'`]/, () => JSON.stringify(JSON.stringify({ version, files: paths })));
        if (code === worker.code) this.error("the service worker has no place for its list of files");
        worker.code = code;
      },
    },
  };
}

const page = (door: string) => fileURLToPath(new URL(`./${door}.html`, import.meta.url));
const server = process.env.TRUCKROLL_SERVER ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), doors(), serviceWorker()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: ["chrome123", "firefox125", "safari17.5"],
    rolldownOptions: {
      input: {
        ...Object.fromEntries(DOORS.map((door) => [door, page(door)])),
        [SERVICE_WORKER]: fileURLToPath(new URL("./src/app/technician/service-worker.ts", import.meta.url)),
      },
      output: {
        // Its address stays: a browser asks for it again to see whether there is a newer door.
        entryFileNames: ({ name }) => (name === SERVICE_WORKER ? "[name].js" : "assets/[name]-[hash].js"),
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/_allauth", "/media", "/r/", "/s/"].map((path) => [path, { target: server, changeOrigin: false }]),
    ),
  },
  test: {
    environment: "node", // a file that needs a document says so in its first line
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    // One registry of modules for all files: most of the time went into loading the same ones again.
    isolate: false,
  },
});
