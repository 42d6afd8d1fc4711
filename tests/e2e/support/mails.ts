/** The mail server of a journey: a real one, that keeps what it gets. */

import { Program } from "./program.ts";

export interface Mail {
  from: string;
  to: string[];
  subject: string;
  message_id: string;
  text: string;
}

/** A line of the server as a mail; null when it is something else. */
function read(line: string): Mail | null {
  return line.startsWith("{") && line.includes('"message_id"') ? (JSON.parse(line) as Mail) : null;
}

export class Mails {
  readonly url: string;
  readonly #program: Program;

  private constructor(program: Program, url: string) {
    this.#program = program;
    this.url = url;
  }

  static async start(): Promise<Mails> {
    const program = new Program("python", ["-m", "tests.support.mail_lines"]);
    const url = await program.line((line) => /"url": "(smtp:[^"]+)"/.exec(line)?.[1]);
    return new Mails(program, url);
  }

  /** Every mail so far. */
  get all(): Mail[] {
    return this.#program.lines.map(read).filter((mail) => mail !== null);
  }

  /** The mail to an address with something in its subject, as soon as it is there. */
  async to(address: string, subject: string): Promise<Mail> {
    return this.#program.line((line) => {
      const mail = read(line);
      return mail?.to.includes(address) && mail.subject.includes(subject) ? mail : null;
    }, 20);
  }

  async end(): Promise<void> {
    await this.#program.end("input");
  }
}
