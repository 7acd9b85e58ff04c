/**
 * Something that a person has to put right: one sentence saying what is wrong, one saying what to
 * do. The command line and the start print it as it is, without a stack trace.
 */
export class Refusal extends Error {
  readonly remedy: string;

  constructor(what: string, remedy: string) {
    super(what);
    this.name = "Refusal";
    this.remedy = remedy;
  }
}

/** A command that was given what it cannot use: the command line ends with 2, not with 1. */
export class Misuse extends Refusal {
  constructor(what: string, remedy: string) {
    super(what, remedy);
    this.name = "Misuse";
  }
}
