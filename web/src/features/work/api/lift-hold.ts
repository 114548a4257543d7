/** Say that what a work order waited for has come. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const liftHold = (id: number): Promise<Schemas["HoldOut"]> => post("/api/holds/{id}/lift", { path: { id } });
