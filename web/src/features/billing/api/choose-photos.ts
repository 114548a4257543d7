/** Put these photos of the work order on the job sheet, and no others. */
import { put } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const choosePhotos = (id: number, photo_ids: number[]): Promise<Schemas["InvoiceOut"]> => put("/api/invoices/{id}/photos", { path: { id }, body: { photo_ids } });
