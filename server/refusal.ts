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
