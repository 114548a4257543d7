/** Give a site a public request form. Its address is shown this once. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const createRequestForm = (body: Schemas["RequestFormIn"]): Promise<Schemas["RequestFormSecret"]> => post("/api/request-forms", { body });
