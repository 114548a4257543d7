/** The screen's state in the address. The doors share one program, so their routers cannot type it: each screen says how it is read. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";

export function useSearchParams<Params extends object>(
  read: (search: Record<string, unknown>) => Params,
): [Params, (change: Partial<Params>) => void] {
  const search: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  const params = useMemo(() => read(search), [read, search]);
  const change = useCallback(
    (next: Partial<Params>) => void navigate({ to: ".", search: { ...search, ...next } as never }),
    [navigate, search],
  );
  return [params, change];
}
