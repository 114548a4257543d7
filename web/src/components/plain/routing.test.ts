// @vitest-environment happy-dom
import { expect, test } from "vitest";

import { matchRoute } from "./routing";

const routes = ["/", "/unsent", "/visits/$visitId", "/visits/$visitId/note"].map((path) => ({ path, screen: path }));
const at = (pathname: string) => {
  const match = matchRoute(routes, "/technician", pathname);
  return match && [match.route.path, match.params];
};

test.each([
  ["/technician", ["/", {}]],
  ["/technician/", ["/", {}]],
  ["/technician/unsent", ["/unsent", {}]],
  ["/technician/visits/7", ["/visits/$visitId", { visitId: "7" }]],
  ["/technician/visits/a%2Fb/note", ["/visits/$visitId/note", { visitId: "a/b" }]],
  ["/technician/visits", null],
  ["/technician/nowhere", null],
  ["/office/unsent", null],
])("%s is %j", (pathname, expected) => {
  expect(at(pathname)).toEqual(expected);
});
