/** How the server writes who did something ("Dana Reyes <dana@example.com>", "truckroll:dispatch.assign"), and how a screen says it. */

export const personName = (label: string): string => label.startsWith("truckroll:") ? "truckroll" : label.replace(/ <[^>]*>$/, "");
