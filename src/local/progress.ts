import type { WriteStream } from 'node:tty';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** Shows the steps of a start: one line each with its duration; on a terminal the running one turns. */
export class Progress {
  constructor(private readonly out: WriteStream = process.stdout) {}

  /** Runs a step and says how long it took. What it returns may add a remark. */
  async step<T>(name: string, work: () => Promise<T>, remark: (result: T) => string = () => ''): Promise<T> {
    const from = performance.now();
    const stopTurning = this.turn(name);
    try {
      const result = await work();
      stopTurning();
      this.line(this.paint('32', '✓'), name, [duration(from), remark(result)].filter(Boolean).join(', '));
      return result;
    } catch (error) {
      stopTurning();
      this.line(this.paint('31', '✗'), name, duration(from));
      throw error;
    }
  }

  print(text: string): void {
    this.out.write(`${text}\n`);
  }

  /** Emphasis where the output is a terminal. SGR codes of ECMA-48. */
  paint(code: string, text: string): string {
    return this.out.isTTY && !process.env['NO_COLOR'] ? `\u001b[${code}m${text}\u001b[0m` : text;
  }

  private line(mark: string, name: string, remark: string): void {
    this.print(`  ${mark} ${name} ${this.paint('2', remark)}`);
  }

  private turn(name: string): () => void {
    if (!this.out.isTTY) return () => undefined;
    let frame = 0;
    const timer = setInterval(() => {
      frame = (frame + 1) % frames.length;
      this.out.write(`\r  ${frames[frame]} ${name} `);
    }, 80);
    return () => {
      clearInterval(timer);
      this.out.write('\r\u001b[K');
    };
  }
}

function duration(from: number): string {
  return `${((performance.now() - from) / 1000).toFixed(1)} s`;
}
