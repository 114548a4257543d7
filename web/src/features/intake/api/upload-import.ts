/** Upload a file: it is read and judged, nothing comes in before somebody says so. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export function uploadImport({ file, profile, zone }: { file: File; profile: string; zone: string }): Promise<Schemas["BatchOut"]> {
  const body = new FormData();
  body.set("file", file);
  body.set("profile", profile);
  body.set("zone", zone);
  return post("/api/imports", { body });
}
