/** What stands beside the form while somebody calls. */
import { get } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type CallContext = Schemas["CallContext"];

export interface CallQuestion {
  site_id: number;
  asset_id?: number | undefined;
  work_type_id?: number | undefined;
  priority?: number | undefined;
  reported_at?: string | undefined;
}

export const callContextQuery = (question: CallQuestion) => ({
  queryKey: ["calls", "context", question],
  queryFn: ({ signal }: { signal: AbortSignal }) => get<CallContext>("/api/calls/context", { query: { ...question }, signal }),
});
