/** `make convergence [SEEDS=10] [CONVERGENCE_SEED=n]`: so many seeds, or that one, on real processes. */
import { convergeReal } from './converge-real.ts';
import { openRealNetwork } from './real-network.ts';

const { SEEDS, CONVERGENCE_SEED } = process.env;
const first = Number(CONVERGENCE_SEED || 101);
const count = CONVERGENCE_SEED ? 1 : Number(SEEDS || 10);
const total = new Map<string, number>();
let failed = 0;

const net = await openRealNetwork({ slot: 4 });
try {
  for (let seed = first; seed < first + count; seed += 1) {
    const startedMs = Date.now();
    const bites = await convergeReal(net, seed).catch((error: Error) => {
      failed += 1;
      console.log(error.message);
      return {};
    });
    for (const [name, times] of Object.entries(bites)) total.set(name, (total.get(name) ?? 0) + times);
    console.log(
      `seed ${seed}: ${Object.keys(bites).length > 0 ? 'equal' : 'NOT EQUAL'} after ${Math.round((Date.now() - startedMs) / 1_000)} s`,
    );
  }
} finally {
  await net.close();
}
for (const [name, times] of [...total].sort()) console.log(`  ${name}: ${times}`);
console.log(`${count - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
