/** Runs seeds one after the other, and tells of each in a line of JSON: `node run-seeds.ts <first> <last>`. */
import { converge } from './converge.ts';

const [first = 1, last = first] = process.argv.slice(2).map(Number);

for (let seed = first; seed <= last; seed += 1) {
  const told = await converge(seed).then(
    (bites) => ({ seed, bites }),
    (error: Error) => ({ seed, error: error.message }),
  );
  console.log(JSON.stringify(told));
}
process.exit(0);
