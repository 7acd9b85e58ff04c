import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";

/**
 * What the browser may do with our pages: only what comes from here, no inline script or style, no
 * eval (WebAssembly excepted, for reading QR codes), no framing; the camera and the position only
 * for ourselves.
 */
export function securityHeaders(): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", "data:", "blob:"],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      workerSrc: ["'self'"],
      manifestSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    crossOriginOpenerPolicy: "same-origin",
    crossOriginResourcePolicy: "same-origin",
    referrerPolicy: "same-origin",
    xContentTypeOptions: "nosniff",
    xFrameOptions: "DENY",
    // Sent only where it counts: browsers ignore it on plain http.
    strictTransportSecurity: "max-age=31536000",
    permissionsPolicy: {
      geolocation: ["self"],
      camera: ["self"],
      microphone: [],
      payment: [],
      usb: [],
    },
  });
}
