import { Client } from 'undici';

/** A crowd that reads one page again and again for some seconds, in a process of its own; prints how often it got it. */
const { origin, path, connections, seconds } = JSON.parse(process.argv[2] ?? '') as {
  origin: string;
  path: string;
  connections: number;
  seconds: number;
};

const clients = Array.from({ length: connections }, () => new Client(origin, { pipelining: 1 }));
const until = performance.now() + seconds * 1000;
let pages = 0;

async function read(client: Client): Promise<void> {
  while (performance.now() < until) {
    const answer = await client.request({ method: 'GET', path, headers: { 'accept-language': 'ru' } });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new Error(`${path} answered ${answer.statusCode}`);
    pages += 1;
  }
}

await Promise.all(clients.map(read));
console.log(JSON.stringify({ pages }));
await Promise.all(clients.map((client) => client.close()));
