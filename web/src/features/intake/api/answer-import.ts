/** Say which column is which, and in which order dates are; the file is judged anew by it. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const answerImport = (id: number, body: Schemas["ImportAnswerIn"]): Promise<Schemas["BatchOut"]> => post("/api/imports/{id}/answer", { path: { id }, body });
