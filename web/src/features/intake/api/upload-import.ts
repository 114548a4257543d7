/** Upload a file of requests or records: it is read and judged, nothing comes in before somebody says so. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

interface Chosen {
  file: File;
  what: string;
  profile: string;
  zone: string;
}

export function uploadImport({ file, what, profile, zone }: Chosen): Promise<Schemas["BatchOut"]> {
  const body = new FormData();
  body.set("file", file);
  body.set("what", what);
  body.set("profile", what === "requests" ? profile : "");
  body.set("zone", zone);
  return post("/api/imports", { body });
}
