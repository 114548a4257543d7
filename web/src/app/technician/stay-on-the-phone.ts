/** Asks the browser to keep this door on the phone, and looks for a newer one whenever it is looked at again. */
export function stayOnThePhone(): void {
  // Without a secure address there is none; everything works then as long as there is network.
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register("/technician-sw.js", { scope: "/technician" }).then(
    (registration) => {
      document.addEventListener("visibilitychange", () => {
        // No network now is no news: the next look tries again.
        if (document.visibilityState === "visible") registration.update().catch(() => undefined);
      });
    },
    () => undefined, // Private windows refuse; the door works without.
  );
}
