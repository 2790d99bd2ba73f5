// The chips on the clip's bus, as in `recoil.simulation.clip.models`, and the bus, on which every byte takes its time.

class Chip {
  constructor(address, now) {
    this.address = address;
    this.now = now; // returns microseconds
    this.pointer = 0;
  }
  after(register) {
    return (register + 1) & 255;
  }
  refresh() {}
}

const ACCELERATION_GAIN = [8, 1, 4, 2]; // by the bits of the range, against +-16 g
const ROTATION_GAIN = [8, 4, 2, 1];
const CTRL1_XL = 0x10;
const CTRL2_G = 0x11;
const CTRL3_C = 0x12;
const FIFO_CTRL3 = 0x09;
const FIFO_CTRL4 = 0x0a;
const FIFO_STATUS1 = 0x3a;
const FIFO_STATUS2 = 0x3b;
const FIFO_OUT = 0x78;
const READ_ONLY = [0x0f, 0x1b, 0x1e, FIFO_STATUS1, FIFO_STATUS2, 0x63];
const FIFO_WORDS = 512;
const WORD_BYTES = 7;
const RESET_US = 50;

export class Sensor extends Chip {
  // LSM6DSOX. `motion`: {frames: Int16Array of samples x 6, startUs, before, after, trim}; at rest but for the frames.
  constructor(now, motion = {}) {
    super(0x6a, now);
    this.trim = motion.trim || 0;
    this.frames = motion.frames;
    this.startUs = motion.startUs;
    this.before = motion.before || [0, 2049, 0, 0, 0, 0];
    this.behind = motion.after || this.before;
    this.first = undefined; // number of the sample that is the first of the frames
    this.number = 0;
    this.rateCode = 0;
    this.memory = new Uint8Array(FIFO_WORDS * WORD_BYTES);
    this.words = 0;
    this.oldest = 0;
    this.slot = 0;
    this.isOver = this.wasOver = false;
    this.overwritten = 0;
    this.deepest = 0; // words, since it was last looked at
    this.word = new Int16Array(6);
    this.beforeWord = new Int16Array(3);
    this.woken = 0;
    this.read = []; // every word that was read: kind (1 rotation, 2 acceleration) and three counts
    this.batches = []; // for each start of the FIFO or change of rate: words before it, and the number of its first sample
    this.firstReadMs = undefined;
    this.powerUp();
  }
  powerUp() {
    this.registers = new Uint8Array(128);
    this.registers[CTRL3_C] = 4;
    this.registers[0x18] = 0xe0;
    this.setMode(0);
    this.resetUs = 0;
  }
  setMode(mode) {
    this.mode = mode;
    if (mode === 0) {
      this.words = 0;
      this.isOver = this.wasOver = false;
      this.begins = true;
    }
  }
  isRunning() {
    return this.registers[CTRL1_XL] >> 4 || this.registers[CTRL2_G] >> 4;
  }
  setRate(code) {
    if (!code || code === this.rateCode) return;
    this.rateCode = code;
    this.begins = true;
    // Samples of the motion in a slot, as in the virtual clip's model.
    this.each = code < 4 && !(this.registers[CTRL2_G] >> 4) ? 1 << (5 - code) : 1;
    const nominalNs = Math.floor(((1 << (10 - code)) * 1000000000) / 6667);
    this.periodNs = Math.floor((nominalNs * 10000) / (10000 + 15 * this.trim));
    this.dueNs = this.now() * 1000 + this.periodNs;
  }
  refresh() {
    const ns = this.now() * 1000;
    if (!this.rateCode) return;
    const batches = this.isRunning() && this.mode && this.registers[FIFO_CTRL3];
    while (this.dueNs <= ns) {
      if (batches || (this.isRunning() && !(this.registers[CTRL2_G] >> 4))) {
        this.sense();
        this.feel();
      }
      if (batches) this.batch();
      this.number += this.each;
      this.dueNs += this.periodNs;
    }
  }
  sense() {
    if (this.first === undefined && this.frames && this.now() >= this.startUs) this.first = this.number;
    const at = this.first === undefined ? -1 : this.number - this.first;
    const isMoving = at >= 0 && at < this.frames.length / 6;
    const rest = at < 0 ? this.before : this.behind;
    const noise = (this.number * 40503 + 12345) & 0xffff;
    const acceleration = ACCELERATION_GAIN[(this.registers[CTRL1_XL] >> 2) & 3];
    const rotation = this.registers[CTRL2_G] & 2 ? 16 : ROTATION_GAIN[(this.registers[CTRL2_G] >> 2) & 3];
    for (let axis = 0; axis < 6; axis++) {
      const level = isMoving ? this.frames[at * 6 + axis] : rest[axis] + ((noise >> (2 * axis)) & 3) - 1;
      const count = level * (axis < 3 ? acceleration : rotation);
      this.word[axis] = Math.max(-32768, Math.min(32767, count));
    }
  }
  feel() {
    // Wake-up by the slope of one sample, half of the change since the one before (AN5272); registers TAP_CFG2,
    // WAKE_UP_DUR, WAKE_UP_THS, TAP_CFG0.
    if (!(this.registers[0x58] & 0x80)) return;
    const limit = 2 * (this.registers[0x5c] & 0x10 ? 128 : 512) * (this.registers[0x5b] & 63);
    let woken = 0;
    for (let axis = 0; axis < 3; axis++) {
      if (Math.abs(this.word[axis] - this.beforeWord[axis]) > limit) woken |= 8 | (4 >> axis);
      this.beforeWord[axis] = this.word[axis];
    }
    this.woken = woken | (this.registers[0x56] & 1 ? this.woken : 0);
  }
  push(sensor, from) {
    if (this.words === FIFO_WORDS) {
      this.isOver = this.wasOver = true;
      this.overwritten++;
      this.drop(1);
    }
    const at = ((this.oldest + this.words) % FIFO_WORDS) * WORD_BYTES;
    const ones = (sensor & 1) + ((sensor >> 1) & 1) + (this.slot & 1) + (this.slot >> 1);
    this.memory[at] = (sensor << 3) | (this.slot << 1) | (ones & 1);
    for (let axis = 0; axis < 3; axis++) {
      this.memory[at + 1 + 2 * axis] = this.word[from + axis] & 255;
      this.memory[at + 2 + 2 * axis] = (this.word[from + axis] >> 8) & 255;
    }
    this.words++;
    this.deepest = Math.max(this.deepest, this.words);
  }
  drop(words) {
    this.oldest = (this.oldest + words) % FIFO_WORDS;
    this.words -= words;
  }
  batch() {
    if (this.begins) {
      this.begins = false;
      this.batches.push({ words: this.read.length / 4 + this.words, number: this.number, first_ns: this.dueNs, period_ns: this.periodNs });
    }
    this.slot = (this.slot + 1) & 3;
    const wanted = this.registers[FIFO_CTRL3];
    if (wanted >> 4 && this.registers[CTRL2_G] >> 4) this.push(1, 3);
    if (wanted & 15 && this.registers[CTRL1_XL] >> 4) this.push(2, 0);
  }
  get(register) {
    register &= 127;
    if (register >= FIFO_OUT) {
      if (!this.words) return 0;
      const place = register - FIFO_OUT;
      const value = this.memory[this.oldest * WORD_BYTES + place];
      if (place === WORD_BYTES - 1) {
        const word = this.memory.subarray(this.oldest * WORD_BYTES, (this.oldest + 1) * WORD_BYTES);
        const counts = [1, 3, 5].map((at) => (((word[at] | (word[at + 1] << 8)) << 16) >> 16));
        this.read.push(word[0] >> 3, ...counts);
        this.firstReadMs ??= this.now() / 1000;
        this.drop(1);
        this.isOver = false;
      }
      return value;
    }
    if (register === 0x0f) return 0x6c; // WHO_AM_I
    if (register === 0x63) return (this.isRunning() ? this.trim : this.trim - 1) & 255; // INTERNAL_FREQ_FINE
    if (register === FIFO_STATUS1) return this.words & 255;
    if (register === FIFO_STATUS2) {
      const status = (this.isOver ? 0x40 : 0) | (this.words >= 510 ? 0x20 : 0) | (this.wasOver ? 8 : 0);
      this.wasOver = false;
      return (this.words >> 8) | status;
    }
    if (register === 0x1b) {
      const woken = this.woken; // WAKE_UP_SRC
      this.woken = 0;
      return woken;
    }
    if (register === 0x1e) return this.number && this.isRunning() ? 7 : 0; // STATUS_REG
    if (register === CTRL3_C && this.now() >= this.resetUs) this.registers[CTRL3_C] &= ~0x81;
    return this.registers[register];
  }
  put(register, value) {
    register &= 127;
    if (READ_ONLY.includes(register) || register >= FIFO_OUT) return;
    if (register === CTRL3_C && value & 1) {
      this.powerUp();
      this.resetUs = this.now() + RESET_US;
      value = 5;
    }
    this.registers[register] = value;
    if (register === CTRL1_XL || register === CTRL2_G) {
      this.setRate(Math.max(this.registers[CTRL1_XL] >> 4, this.registers[CTRL2_G] >> 4));
    } else if (register === FIFO_CTRL4) this.setMode(value & 7);
  }
  after(register) {
    if (!(this.registers[CTRL3_C] & 4)) return register;
    return register === FIFO_OUT + WORD_BYTES - 1 ? FIFO_OUT : (register + 1) & 127;
  }
}

const MOTOR_RESET = [
  0, 0x40, 0, 0, 1, ...new Array(12).fill(0), 5, 0x19, 255, 0x19, 255, 0x3e, 0x8c, 0x0c, 0x6c, 0x36, 0x93, 0xf5, 0xa0,
  0x20, 0x80, 0x33, 0, 0,
];
const LAST_MOTOR_REGISTER = 0x22;
const MODE = 0x01;
const GO = 0x0c;
const EFFECT_US = { 14: 250000, 15: 750000, 16: 1000000, 118: 10000000 };
const CLICK_US = 40000;
const OTHER_US = 100000;
const CALIBRATION_US = [250000, 350000, 600000, 1100000];
const DIAGNOSTICS_US = 100000;
const signed = (value) => (value & 128 ? value - 256 : value);

export class Motor extends Chip {
  // DRV2605L. `plays`: microsecond of each GO.
  constructor(now) {
    super(0x5a, now);
    this.registers = Uint8Array.from(MOTOR_RESET);
    this.untilUs = 0;
    this.routine = 0;
    this.plays = [];
  }
  isBusy() {
    return this.now() < this.untilUs;
  }
  refresh() {
    if (!this.routine || this.isBusy()) return;
    if (this.routine === 7) {
      this.registers[0x18] = 0x0e;
      this.registers[0x19] = 0x82;
    }
    this.routine = 0;
  }
  get(register) {
    if (register === 0) {
      const status = this.registers[0] | (7 << 5);
      this.registers[0] = 0;
      return status;
    }
    if (register === GO) return this.isBusy() ? 1 : 0;
    return register <= LAST_MOTOR_REGISTER ? this.registers[register] : 0;
  }
  put(register, value) {
    if (register === 0 || register > LAST_MOTOR_REGISTER) return;
    if (register === MODE && value & 128) {
      this.registers = Uint8Array.from(MOTOR_RESET);
      return;
    }
    this.registers[register] = value;
    if (register === MODE) {
      this.untilUs = this.routine = 0;
    } else if (register === GO) {
      if (value & 1) this.go();
      else {
        this.untilUs = Math.min(this.untilUs, this.now());
        this.routine = 0;
      }
    }
  }
  go() {
    const us = this.now();
    if (this.registers[MODE] & 64 || this.isBusy()) return;
    const mode = this.registers[MODE] & 7;
    if (mode === 0) this.play(us);
    else if (mode === 7) this.untilUs = us + CALIBRATION_US[(this.registers[0x1e] >> 4) & 3];
    else if (mode === 6) this.untilUs = us + DIAGNOSTICS_US;
    if (mode >= 6) this.routine = mode;
  }
  play(us) {
    this.plays.push(us);
    const stepUs = this.registers[0x1f] & 16 ? 1000 : 5000;
    const moreUs = signed(this.registers[0x0d]) * stepUs;
    const brakeUs = Math.max(signed(this.registers[0x10]) * stepUs, 0);
    for (let place = 0; place < 8 && this.registers[3] & 7; place++) {
      const effect = this.registers[4 + place];
      if (!effect) break;
      if (effect & 128) us += (effect & 127) * 10000;
      else {
        const isClick = effect < 10 || (effect >= 17 && effect < 27);
        us += Math.max((EFFECT_US[effect] || (isClick ? CLICK_US : OTHER_US)) + moreUs, 0) + brakeUs;
      }
    }
    this.untilUs = us;
  }
}

export class Gauge extends Chip {
  // MAX17048 at 80 % and 3.9 V.
  constructor(now) {
    super(0x36, now);
    this.registers = new Uint8Array(256);
    const put = (register, value) => {
      this.registers[register] = value >> 8;
      this.registers[register + 1] = value & 255;
    };
    const power = [[8, 0x12], [10, 0x8030], [12, 0x971c], [0x14, 0xff], [0x18, 0x9600], [0x1a, 0x100]];
    for (const [register, value] of power) put(register, value);
    put(4, 80 * 256);
    put(2, (3900 * 64) / 5);
  }
  get(register) {
    return this.registers[register];
  }
  put(register, value) {
    this.registers[register] = value;
  }
}

// Wire chips to an I2C peripheral of rp2040js; every byte, the address too, takes `byteNs`. Returns what it counts.
export function wire(rp, i2c, chips, byteNs) {
  const counted = { bytes: 0, transfers: 0, refused: 0, busyNs: 0 };
  let chip = null;
  let isPointer = true;
  let pending = null;
  const alarm = rp.clock.createAlarm(() => {
    const done = pending;
    pending = null;
    done();
  });
  const later = (done) => {
    pending = done;
    counted.busyNs += byteNs;
    alarm.schedule(byteNs);
  };
  i2c.onStart = () => i2c.completeStart();
  i2c.onConnect = (address) =>
    later(() => {
      chip = chips.find((one) => one.address === address) || null;
      counted.transfers++;
      isPointer = true;
      if (chip) chip.refresh();
      else counted.refused++;
      i2c.completeConnect(!!chip);
    });
  i2c.onWriteByte = (value) => {
    counted.bytes++;
    later(() => {
      if (chip && isPointer) chip.pointer = value;
      else if (chip) {
        chip.put(chip.pointer, value);
        chip.pointer = chip.after(chip.pointer);
      }
      isPointer = false;
      i2c.completeWrite(!!chip);
    });
  };
  i2c.onReadByte = () => {
    counted.bytes++;
    later(() => {
      let value = 255;
      if (chip) {
        value = chip.get(chip.pointer);
        chip.pointer = chip.after(chip.pointer);
      }
      i2c.completeRead(value);
    });
  };
  i2c.onStop = () => {
    chip = null;
    i2c.completeStop();
  };
  const abort = i2c.abort.bind(i2c);
  i2c.abort = (reason) => {
    abort(reason);
    i2c.setInterrupts(1 << 4); // rp2040js forgets it: without STOP_DET the driver waits for ever
  };
  return counted;
}
