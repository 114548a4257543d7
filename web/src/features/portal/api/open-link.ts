/** Swap a one-job link for a short-lived cookie; only this does, never the mere visit of the page. */
import { useMutation } from "@tanstack/react-query";

import { post } from "@/api/client";

export const useOpenLink = () =>
  useMutation({ mutationFn: (token: string) => post<unknown>("/api/portal/links/open", { body: { token } }) });
