/** Choose one of the offered windows; the link is good for one choice. */
import { useMutation } from "@tanstack/react-query";

import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const useRebookVisit = () => useMutation({ mutationFn: (body: Schemas["RebookIn"]) => post<Schemas["PublicChoice"]>("/api/portal/rebook", { body }) });
