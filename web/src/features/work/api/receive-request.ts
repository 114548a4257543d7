/** Write down what somebody asks for. */
import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const receiveRequest = (body: Partial<Schemas["RequestIn"]>): Promise<Schemas["RequestOut"]> => post("/api/requests", { body });
