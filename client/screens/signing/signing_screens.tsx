/** The screens of keys and signatures, by address. */
import { isUuid } from "../../../shared/ids.ts";
import { kindNamed, type KindName } from "../../../shared/kinds/kinds.ts";
import { NotFound } from "../not_found.tsx";
import { AskSignature } from "./ask_signature.tsx";
import { KeyPage } from "./key_page.tsx";
import { Keys } from "./keys.tsx";
import { OpenPayload, SignForStudent, SignGranted, SignOwn } from "./sign_for.tsx";

/** The screen at `#/keys/…`. */
export function keyScreen([public_key]: string[]) {
  return public_key === undefined ? <Keys /> : <KeyPage public_key={public_key} />;
}

/** The screen at `#/sign/…`: read, ask, sign one's own, or what a link brought. */
export function signScreen([action, name = "", uuid = "", as = ""]: string[]) {
  if (action === undefined) return <SignForStudent />;
  if (action === "open") return <OpenPayload key={name} text={name} />;
  if (kindNamed(name) === undefined || !isUuid(uuid)) return <NotFound />;
  const kind = name as KindName;
  if (action === "ask") return <AskSignature kind={kind} uuid={uuid} />;
  if (action === "granted") return <SignGranted kind={kind} uuid={uuid} />;
  if (action === "own") return <SignOwn kind={kind} uuid={uuid} as={as} />;
  return <NotFound />;
}
