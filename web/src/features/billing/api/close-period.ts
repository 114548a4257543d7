/** Close the books of some days for the accountant, for good. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const closePeriod = (body: Schemas["PeriodIn"]): Promise<Schemas["PeriodOut"]> => post("/api/periods", { body });
