import { fileURLToPath } from "node:url";

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

const page = (door: string) => fileURLToPath(new URL(`./${door}.html`, import.meta.url));
const server = process.env.TRUCKROLL_SERVER ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), doors()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: ["chrome123", "firefox125", "safari17.5"],
    rolldownOptions: { input: Object.fromEntries(DOORS.map((door) => [door, page(door)])) },
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/_allauth", "/media", "/r/", "/s/"].map((path) => [path, { target: server, changeOrigin: false }]),
    ),
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
