import type { ScheduledTask } from '../topology.ts';

type Report = (key: keyof ScheduledTask, message: string) => void;

const FARGATE = ['FARGATE', 'FARGATE_SPOT'];
/** MiB by CPU units: from, to, step. @see ECS developer guide, "Task CPU and memory" of Fargate */
const FARGATE_MEMORY: Readonly<Record<number, readonly [from: number, to: number, step: number]>> = {
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16_384, 1024],
  4096: [8192, 30_720, 1024],
  8192: [16_384, 61_440, 4096],
  16384: [32_768, 122_880, 8192],
};
/** Of 256 CPU units; larger sizes than the table has are left to RunTask. */
const SMALLEST_CPU = 256;
const SMALLEST_MEMORY = [512, 1024, 2048];
const LARGEST_CPU = 16_384;

/** Settings of size and capacity that RunTask would refuse at every run. @see RunTask, capacityProviderStrategy */
export function checkCapacity(task: ScheduledTask, report: Report): void {
  const strategy = task.capacityProviderStrategy ?? [];
  const own = strategy.filter(({ capacityProvider }) => !FARGATE.includes(capacityProvider));
  if (own.length > 0 && own.length < strategy.length) {
    const providers = strategy.map(({ capacityProvider }) => capacityProvider).join(', ');
    report('capacityProviderStrategy', `expected providers of Fargate or others, not both, got ${providers}`);
  }
  if (strategy.length > 0 && strategy.every(({ weight }) => weight === 0)) {
    report('capacityProviderStrategy', 'expected a weight above 0 of one provider, got 0 of all');
  }
  const based = strategy.filter(({ base }) => base > 0);
  if (based.length > 1) {
    const bases = based.map(({ capacityProvider, base }) => `${base} of ${capacityProvider}`).join(', ');
    report('capacityProviderStrategy', `expected one provider with a base at most, got ${bases}`);
  }
  if (own.length === 0) checkFargateSize(task, report);
  else if (task.assignPublicIp)
    report('assignPublicIp', `expected false: ${own[0]?.capacityProvider} is not of Fargate`);
}

function checkFargateSize({ cpu, memoryMb }: ScheduledTask, report: Report): void {
  if (cpu === undefined || cpu > LARGEST_CPU) return;
  const range = FARGATE_MEMORY[cpu];
  if (range === undefined && cpu !== SMALLEST_CPU) {
    const sizes = [SMALLEST_CPU, ...Object.keys(FARGATE_MEMORY)].join(', ');
    report('cpu', `expected CPU units that Fargate has (${sizes}), got ${cpu}`);
    return;
  }
  if (memoryMb === undefined) return;
  const isThere =
    range === undefined
      ? SMALLEST_MEMORY.includes(memoryMb)
      : memoryMb >= range[0] && memoryMb <= range[1] && memoryMb % range[2] === 0;
  const choice =
    range === undefined ? SMALLEST_MEMORY.join(', ') : `${range[0]} to ${range[1]} in steps of ${range[2]}`;
  if (!isThere) report('memoryMb', `expected what Fargate has for ${cpu} CPU units (${choice}), got ${memoryMb}`);
}
