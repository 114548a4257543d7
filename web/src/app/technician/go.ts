/** Going from screen to screen of the phone, by path below the door. */
import { go, goBack } from "@/components/plain/routing";

export interface Go {
  (path: string, options?: { replace?: boolean }): void;
}

const BASE = "/technician";
const toScreen: Go = (path, options) => go(BASE + path, options);

export const useGo = (): Go => toScreen;

/** Back to where one came from, or up if this screen was opened by its address. */
export const useBack =
  (up: string): (() => void) =>
  () =>
    goBack(BASE + up);
