/** Going from screen to screen of the phone, by path. */
import { useRouter } from "@tanstack/react-router";

export interface Go {
  (path: string, options?: { replace?: boolean }): void;
}

const BASE = "/technician";

export function useGo(): Go {
  const { history } = useRouter();
  return (path, options) => {
    if (options?.replace) history.replace(BASE + path);
    else history.push(BASE + path);
  };
}

/** Back to where one came from, or up if this screen was opened by its address. */
export function useBack(up: string): () => void {
  const { history } = useRouter();
  return () => {
    if (history.canGoBack()) history.back();
    else history.replace(BASE + up);
  };
}
