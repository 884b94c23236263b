/** `npm start`. Nothing is imported before the check, so that an old Node gets to say what is wrong. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 24 || (major === 24 && minor >= 11)) {
  const { runLocally } = await import('./local-process.js');
  await runLocally();
} else {
  console.error(`Turnout needs Node 24.11 or newer; this is Node ${process.versions.node}.

  Start it through npm, which has brought the right one: npm start
  Or install Node 24 from https://nodejs.org.`);
  process.exitCode = 1;
}
