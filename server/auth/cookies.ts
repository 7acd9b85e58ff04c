import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { limits } from "../../shared/limits.ts";
import { type Outside, ownOrigin } from "../http/origin.ts";
import { isToken } from "./tokens.ts";

const name = "offblock_session";
const secondsPerDay = 86_400;

function isHttps(c: Context, outside: Outside): boolean {
  return ownOrigin(c, outside).startsWith("https:");
}

/** Over https the browser itself keeps the cookie to this host and path, by the prefix. */
function cookieName(c: Context, outside: Outside): string {
  return isHttps(c, outside) ? `__Host-${name}` : name;
}

/** The token in the request's cookie. */
export function sessionCookie(c: Context, outside: Outside): string | undefined {
  const token = getCookie(c, cookieName(c, outside));
  return token !== undefined && isToken(token) ? token : undefined;
}

/** Gives the browser the token, for as long as a session may rest: 400 days, the most there is. */
export function setSessionCookie(c: Context, outside: Outside, token: string): void {
  setCookie(c, cookieName(c, outside), token, {
    path: "/",
    httpOnly: true,
    sameSite: "Strict",
    secure: isHttps(c, outside),
    maxAge: limits.session_days * secondsPerDay,
  });
}

/** Takes the cookie back. */
export function clearSessionCookie(c: Context, outside: Outside): void {
  deleteCookie(c, cookieName(c, outside), { path: "/", secure: isHttps(c, outside) });
}
