// node run.mjs JOB.json: runs the emulated board and writes one JSON object a line; what it is told is in `board.mjs`,
// and: seconds (0: until the stop file appears), press ([[at_s, for_s], ...]), port (TCP, of the emulated USB serial
// port), out (where the storage is written), words (where the sensor's words are), stop (path), profile_from_s.
import fs from 'fs';
import net from 'net';
import { Board } from './board.mjs';

const job = JSON.parse(fs.readFileSync(process.argv[2]));
const SLICE_MS = 5;
const ROW_MS = 1000;
const AHEAD_MS = 5; // of real time, with a computer at the port
const say = (kind, value) => process.stdout.write(JSON.stringify({ kind, ...value }) + '\n');

if (job.motion?.path) {
  const bytes = fs.readFileSync(job.motion.path);
  job.motion.frames = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}
job.usb = job.port !== undefined;

let socket = null;
let restarts = 0;
let text = '';
function power(image, scratch) {
  const board = new Board({ ...job, image });
  if (scratch) board.watchdog.scratchData.set?.(scratch);
  board.onText = (bytes) => {
    if (job.usb) socket?.write(bytes);
    else {
      text += bytes.toString('latin1');
      const lines = text.split('\n');
      text = lines.pop();
      for (const line of lines) say('text', { ms: board.rp.clock.nanosCounter / 1e6, line: line.trimEnd() });
    }
  };
  if (board.symbols.has('gc_alloc')) board.core.wasm.set_watch(board.symbols.get('gc_alloc'));
  if (job.profile_from_s !== undefined) board.core.wasm.set_prof(1);
  return board;
}

let board = power(job.image);
if (job.usb) {
  net
    .createServer((client) => {
      socket = client;
      client.setNoDelay(true);
      client.on('data', (bytes) => board.type(bytes));
      client.on('close', () => (socket = socket === client ? null : socket));
      client.on('error', () => {});
    })
    .listen(job.port, '127.0.0.1', () => say('listening', {}));
}

// How full the heap is, from the collector's own table: two bits for each block of 16 bytes, 0 for a free one.
function heap() {
  const [start, end] = ['__GcHeapStart', '__GcHeapEnd'].map((name) => board.symbols.get(name));
  if (start === undefined || end === undefined) return {};
  // A byte of the table stands for four blocks of 16 bytes and for half a byte of the table of finalisers.
  const tableBytes = Math.floor((end - start) / (1 + 0.5 + 4 * 16));
  const table = board.rp.sram.subarray(start & 0xffffff, (start & 0xffffff) + tableBytes);
  let used = 0;
  let largest = 0;
  let free = 0;
  for (const byte of table) {
    for (let place = 0; place < 8; place += 2) {
      if ((byte >> place) & 3) {
        used++;
        free = 0;
      } else largest = Math.max(largest, ++free);
    }
  }
  return { heap_used: used * 16, heap_largest_free: largest * 16 };
}

const began = Date.now();
let earlierMs = 0;
let earlier = board.stats();
let played = 0;
let isProfiled = false;
function row() {
  const now = board.stats();
  const ms = now.ms - earlier.ms;
  const busy_ms = ms - (now.idle_ms - earlier.idle_ms) - (now.flash_ms - earlier.flash_ms);
  const since = {};
  for (const name of ['cycles', 'bus_ms', 'flash_ms', 'misses', 'erases', 'programs', 'allocations', 'lost_words']) {
    since[name] = now[name] - earlier[name];
  }
  const plays = board.motor.plays.slice(played);
  played = board.motor.plays.length;
  const { deepest, number, first } = board.sensor;
  say('row', { t_s: (earlierMs + now.ms) / 1000, ms, mhz: now.mhz, miss_cycles: now.miss_cycles, busy_ms, ...since, deepest, plays, ...heap() });
  board.sensor.deepest = 0;
  earlier = now;
  if (job.profile_from_s !== undefined && !isProfiled && now.ms / 1000 >= job.profile_from_s) {
    isProfiled = true;
    board.core.wasm.h_clear();
    board.core.wasm.w_clear();
    earlier = board.stats();
  }
  return { number, first };
}

function profile() {
  const functions = [...board.symbols].map(([name, at]) => [at & ~1, name]).sort((a, b) => a[0] - b[0]);
  const counts = new Map();
  let k = 0;
  board.core.histogram.forEach((count, i) => {
    if (!count) return;
    const pc = 0x10000000 + 4 * i;
    while (k + 1 < functions.length && functions[k + 1][0] <= pc) k++;
    const name = functions.length ? functions[k][1] : 'flash';
    counts.set(name, (counts.get(name) || 0) + count);
  });
  counts.set('(RAM: kernels and functions of the image)', board.core.wasm.h_ram());
  counts.set('(boot ROM)', board.core.wasm.h_rom());
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 40);
}

function end() {
  if (job.out) fs.writeFileSync(job.out, board.storage());
  const { first, number, periodNs, dueNs, read, batches, firstReadMs } = board.sensor;
  if (job.words) fs.writeFileSync(job.words, Buffer.from(Int16Array.from(read).buffer));
  const seconds = (Date.now() - began) / 1000;
  const warnings = [...board.warnings].slice(0, 12);
  const lowest = board.core.flags[4] >>> 0;
  say('end', { wall_s: seconds, restarts, first, number, period_ns: periodNs, due_ns: dueNs, batches,
    first_read_ms: firstReadMs, warnings, lowest_stack: lowest,
    fault: board.core.fault, allocation_blocks: Object.fromEntries([...board.core.allocationBlocks].entries()),
    profile: job.profile_from_s === undefined ? undefined : profile() });
  process.exit(0);
}

let rowAt = ROW_MS;
for (;;) {
  const s = board.rp.clock.nanosCounter / 1e9;
  board.press((job.press || []).some(([at, long]) => s >= at && s < at + long));
  board.runMs(SLICE_MS);
  if (board.isReset) {
    say('restart', { t_s: (earlierMs + board.rp.clock.nanosCounter / 1e6) / 1000 });
    restarts++;
    const path = job.out + '.restart';
    fs.writeFileSync(path, board.storage());
    earlierMs += board.rp.clock.nanosCounter / 1e6;
    board = power(path, board.watchdog.scratchData);
    [rowAt, played] = [ROW_MS, 0];
    earlier = board.stats();
  } else if (board.core.stop) end();
  const ms = board.rp.clock.nanosCounter / 1e6;
  if (ms >= rowAt) {
    row();
    rowAt += ROW_MS;
  }
  if (job.seconds && (earlierMs + ms) / 1000 >= job.seconds) end();
  if (job.stop && fs.existsSync(job.stop)) end();
  const ahead = job.usb ? earlierMs + ms - (Date.now() - began) : 0;
  if (ahead > AHEAD_MS) await new Promise((done) => setTimeout(done, Math.min(ahead, 20)));
  else if (job.usb) await new Promise((done) => setImmediate(done));
}
