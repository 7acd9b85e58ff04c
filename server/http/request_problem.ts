/** What can be wrong with a whole request, by code: status, words, remedy. A closed list. */
export const requestProblems = {
  E_REQUEST_JSON: {
    status: 400,
    title: "The request is not JSON.",
    remedy: "Send one JSON object in UTF-8.",
  },
  E_REQUEST_FIELD: {
    status: 400,
    title: "A field of the request is missing or wrong.",
    remedy: "Correct the field that is named.",
  },
  E_EXPORT_REFUSED: {
    status: 400,
    title: "The export cannot be taken.",
    remedy: "Import a file that is whole.",
  },
  E_PASSWORD_WEAK: {
    status: 400,
    title: "The password is too easy to guess.",
    remedy: "Choose a longer one, such as four words.",
  },
  E_SIGNED_OUT: {
    status: 401,
    title: "You are not signed in, or your session has ended.",
    remedy: "Sign in again. Nothing on the device is lost.",
  },
  E_SESSION_ENDED: {
    status: 401,
    title: "This sign-in has ended.",
    remedy: "Sign in again. Nothing on the device is lost.",
  },
  E_SIGN_IN_FAILED: {
    status: 401,
    title: "The email or the password is not right.",
    remedy: "Check both and try again.",
  },
  E_ORIGIN_FOREIGN: {
    status: 403,
    title: "The request comes from another site.",
    remedy: "Use the app from its own address.",
  },
  E_GRANT_ENDED: {
    status: 403,
    title: "The access to this logbook has ended.",
    remedy: "Ask its owner to give it again. What you wrote and did not send is on this device.",
  },
  E_INSPECTION_ENDED: {
    status: 403,
    title: "This inspection link has ended.",
    remedy: "Ask the pilot for a new one.",
  },
  E_NOT_FOUND: {
    status: 404,
    title: "There is nothing at this address.",
    remedy: "Check the address.",
  },
  E_SIGNATURE_NOT_ASKED: {
    status: 404,
    title: "There is no instructor to ask by this access, or too many requests wait already.",
    remedy: "Give the instructor access to your logbook, or withdraw a request.",
  },
  E_INSPECTION_UNKNOWN: {
    status: 404,
    title: "This inspection link leads nowhere.",
    remedy: "Check that it is whole, or ask the pilot for a new one.",
  },
  E_GRANTEE_UNKNOWN: {
    status: 404,
    title: "No account has this email.",
    remedy: "Check it, or ask the person to make an account first.",
  },
  E_EMAIL_TAKEN: {
    status: 409,
    title: "An account with this email exists already.",
    remedy: "Sign in with it.",
  },
  E_LOGBOOK_TAKEN: {
    status: 409,
    title: "This logbook belongs to an account already.",
    remedy: "Sign in with the account that owns it.",
  },
  E_GRANT_EXISTS: {
    status: 409,
    title: "This book is open to this account already.",
    remedy: "Change the access that is there, or end it first.",
  },
  E_INSPECTION_LINKS: {
    status: 409,
    title: "There are too many open inspection links.",
    remedy: "End one of them first.",
  },
  E_GRANT_OVER: {
    status: 409,
    title: "This access is over.",
    remedy: "Give a new one.",
  },
  E_BODY_TOO_LARGE: {
    status: 413,
    title: "The request is too large.",
    remedy: "Send it in smaller parts.",
  },
  E_BODY_TYPE: {
    status: 415,
    title: "The request's content type or encoding is not one that is read here.",
    remedy: "Send application/json, not compressed.",
  },
  E_TOO_MANY_ATTEMPTS: {
    status: 429,
    title: "Too many attempts.",
    remedy: "Wait a few minutes.",
  },
  E_INTERNAL: {
    status: 500,
    title: "Something went wrong here.",
    remedy: "Try again. Nothing was half done.",
  },
  E_UNAVAILABLE: {
    status: 503,
    title: "The ledger cannot be reached.",
    remedy: "Try again in a moment. Nothing is lost.",
  },
} as const;

export type RequestProblemCode = keyof typeof requestProblems;

/** Refuses a request. Thrown by a handler, answered once at the edge. */
export class RequestProblem extends Error {
  readonly code: RequestProblemCode;
  /** Headers of the answer, such as Retry-After. */
  readonly headers: Readonly<Record<string, string>>;

  /** `detail` says more than the code's own words: which field, which limit. */
  constructor(code: RequestProblemCode, detail = "", headers: Record<string, string> = {}) {
    super(detail);
    this.name = "RequestProblem";
    this.code = code;
    this.headers = headers;
  }
}
