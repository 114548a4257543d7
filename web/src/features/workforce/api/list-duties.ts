/** Who is on call in a rota when. */
import { queryOptions } from "@tanstack/react-query";

import { get } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const dutiesQuery = (rotaId: number, span: { starts_at: string; ends_at: string }) =>
  queryOptions({
    queryKey: ["on-call-rotas", rotaId, "duties", span],
    queryFn: ({ signal }) => get<Schemas["Duties"]>("/api/on-call-rotas/{id}/duties", { path: { id: rotaId }, query: { ...span, page_size: 200 }, signal }),
  });
