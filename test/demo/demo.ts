import { drawUpBudget, foundAndPlan, gatherAudience, settleAgenda } from './planning.ts';
import { ask, judge, openTheDoor, publishAndInvite, register } from './running.ts';
import { sell } from './selling.ts';
import { turnoutUrl } from './stage.ts';

/** Plays the life of one event against a running server, over HTTP only, and ends with the verdicts. */
const startedAt = new Date(Date.now() - 1_000);
try {
  console.log(`Turnout at ${turnoutUrl}`);
  const story = await foundAndPlan(startedAt);
  await gatherAudience(story);
  await drawUpBudget(story);
  await settleAgenda(story);
  const guests = await register(story, await publishAndInvite(story));
  await openTheDoor(story, guests);
  await ask(story);
  await judge(story);
  await sell(story);
  console.log(`\nThe whole path took ${((Date.now() - startedAt.getTime()) / 1000).toFixed(0)} s.`);
} catch (error) {
  console.error(`\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}`);
  if (error instanceof TypeError || /No answer/.test(String(error))) {
    console.error(
      'Is the server running? Start it with npm start, or say where it is: TURNOUT_URL=… MAIL_URL=… npm run demo',
    );
  }
  process.exitCode = 1;
}
