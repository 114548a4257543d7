/** The company's words for each kind of message, and how they read for a real work order. */
import { queryOptions } from "@tanstack/react-query";

import { get, post, put } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Template = Schemas["MessageTemplate"];

export const templatesQuery = queryOptions({
  queryKey: ["message-templates"],
  queryFn: ({ signal }) => get<Schemas["MessageTemplates"]>("/api/message-templates", { signal }),
});

export const changeTemplate = ({ kind, channel }: Template, body: Schemas["MessageTemplateIn"]): Promise<Template> =>
  put("/api/message-templates/{kind}/{channel}", { path: { kind, channel }, body });

export const previewMessage = (body: Schemas["MessagePreviewIn"]): Promise<Schemas["MessagePreview"]> => post("/api/message-templates/preview", { body });
