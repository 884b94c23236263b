import { drawUpBudget, foundAndPlan, gatherAudience, settleAgenda } from './planning.ts';
import { turnoutUrl } from './stage.ts';

/** Plays the life of one event against a running server, over HTTP only, and ends with the verdicts. */
const startedAt = new Date(Date.now() - 1_000);
try {
  console.log(`Turnout at ${turnoutUrl}`);
  const story = await foundAndPlan(startedAt);
  await gatherAudience(story);
  await drawUpBudget(story);
  await settleAgenda(story);
} catch (error) {
  console.error(`\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}`);
  if (error instanceof TypeError) console.error(`Is the server running? Start it with npm start, or say where it is: TURNOUT_URL=… MAIL_URL=… npm run demo`);
  process.exitCode = 1;
}
