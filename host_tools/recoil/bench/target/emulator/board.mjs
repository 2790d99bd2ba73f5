// An emulated Feather RP2040 with the clip's chips: rp2040js for the peripherals, `core.mjs` for processor and time.
import fs from 'fs';
import { pathToFileURL } from 'url';
import { Core } from './core.mjs';
import { Gauge, Motor, Sensor, wire } from './chips.mjs';

const { RP2040, USBCDC } = await import(pathToFileURL(process.env.RECOIL_RP2040JS + '/dist/esm/index.js'));

const XIP = 0x10000000;
const BOOT2_BYTES = 0x100;
const SECTOR_BYTES = 4096;
const PAGE_BYTES = 256;
const ERASE_NS = 45e6; // of a sector
const PROGRAM_NS = 0.7e6; // of a page
const I2C_BYTE_NS = 22500; // nine bits at 400 kHz
const FRAME_NS = 1e6; // of USB
const FUNCTION_TABLE = 0x14; // in the boot ROM, where the address of its table of functions is
const BKPT = 0xbe00;
const SSI_BAUDR = 0x14; // the flash's divider of the processor's clock
const BAUDR_OF_PENALTY = 4; // MicroPython's at 125 MHz; up to 62.5 MHz it is 2 (ports/rp2, rp2_flash_set_timing_internal)
const FLASH_ID = [0xef, 0x40, 0x17]; // W25Q64
const UNIQUE_ID = [0xe6, 0x60, 0xc6, 0x26, 0xf4, 0xe1, 0xc5, 0xdc];

export class Board {
  // `job`: firmware, bootrom (paths), storage ({at, size}), image (path of the storage; none: blank), symbols, motion,
  // wordPenalty, usb (whether a computer is at the port).
  constructor(job) {
    this.job = job;
    const rp = (this.rp = new RP2040());
    this.warnings = new Map();
    const silent = () => {};
    const warn = (name, text) => this.warnings.set(name + text, (this.warnings.get(name + text) || 0) + 1);
    rp.logger = { debug: silent, info: silent, warn, error: warn };
    rp.loadBootrom(new Uint32Array(fs.readFileSync(job.bootrom).buffer.slice(0, 16384)));
    const core = (this.core = new Core(rp));
    core.wordPenalty = job.wordPenalty || 0;
    rp.flash.fill(255);
    rp.flash.set(fs.readFileSync(job.firmware), 0);
    if (job.image) rp.flash.set(fs.readFileSync(job.image), job.storage.at);
    this.symbols = new Map(Object.entries(job.symbols || {}));
    this.now = () => rp.clock.nanosCounter / 1000;
    this.onText = silent;
    this.hookFlash();
    this.answerFlash();
    this.sensor = new Sensor(this.now, job.motion);
    this.motor = new Motor(this.now);
    this.bus = wire(rp, rp.i2c[1], [this.sensor, this.motor, new Gauge(this.now)], I2C_BYTE_NS);
    this.watchdog = Object.values(rp.peripherals).find((one) => one.name === 'WATCHDOG_BASE');
    this.watchdog.onWatchdogTrigger = () => {
      this.isReset = true;
      core.stop = true;
    };
    Object.defineProperty(rp.qspi[1], 'inputValue', { get: () => !this.isHeld });
    if (job.usb) this.plug();
    else if (this.symbols.has('mp_hal_stdout_tx_strn')) this.hookText();
    // The boot ROM would look for boot2 through the flash's own commands; begin behind boot2 instead.
    rp.core.VTOR = XIP + BOOT2_BYTES;
    rp.core.SP = rp.flashView.getUint32(BOOT2_BYTES, true);
    rp.core.PC = rp.flashView.getUint32(BOOT2_BYTES + 4, true) & ~1;
  }

  // Take the place of the boot ROM's functions that erase and program the flash: they talk to a real one.
  hookFlash() {
    const { rp, core } = this;
    const rom = new DataView(rp.bootrom.buffer, rp.bootrom.byteOffset, 16384);
    const hook = (name, done) => {
      const code = name.charCodeAt(0) | (name.charCodeAt(1) << 8);
      let at = rom.getUint16(FUNCTION_TABLE, true);
      while (rom.getUint16(at, true) !== code) at += 4;
      const address = rom.getUint16(at + 2, true) & ~1;
      rom.setUint16(address, BKPT, true);
      core.hooks.set(address, done);
    };
    this.erases = this.programs = this.flashNs = 0;
    const spend = (ns) => {
      core.flushCache();
      this.flashNs += ns;
      rp.clock.tick(ns);
    };
    hook('RE', ([at, size]) => {
      rp.flash.fill(255, at, at + size);
      this.erases += size / SECTOR_BYTES;
      spend((size / SECTOR_BYTES) * ERASE_NS);
    });
    hook('RP', ([at, from, size]) => {
      const memory = from >>> 24 === 0x20 ? rp.sram : rp.flash;
      for (let i = 0; i < size; i++) rp.flash[at + i] &= memory[(from & 0xffffff) + i];
      this.programs += size / PAGE_BYTES;
      spend((size / PAGE_BYTES) * PROGRAM_NS);
    });
    for (const name of ['IF', 'EX', 'FC', 'CX']) hook(name, () => core.flushCache());
  }

  // Have the flash answer the two commands that say which one it is; to all others rp2040js says 0.
  answerFlash() {
    const ssi = this.rp.peripherals[0x18000];
    const data = 0x60;
    const write = ssi.writeUint32.bind(ssi);
    const read = ssi.readUint32.bind(ssi);
    let answer = [];
    ssi.writeUint32 = (at, value) => {
      if (at === SSI_BAUDR) this.core.wordPenalty = Math.round(((this.job.wordPenalty || 0) * value) / BAUDR_OF_PENALTY);
      if (at === data && value === 0x9f) answer = [0, ...FLASH_ID];
      else if (at === data && value === 0x4b) answer = [0, 0, 0, 0, 0, ...UNIQUE_ID];
      write(at, value);
    };
    ssi.readUint32 = (at) => (at === data && answer.length ? answer.shift() : read(at));
  }

  // Catch what is printed, where no computer is at the port; needs the image's symbols.
  hookText() {
    const { rp, core, symbols } = this;
    const address = symbols.get('mp_hal_stdout_tx_strn');
    rp.flashView.setUint16(address - XIP, BKPT, true);
    core.hooks.set(address, (registers) => {
      const [from, size] = registers;
      const memory = from >>> 24 === 0x20 ? rp.sram : rp.flash;
      this.onText(Buffer.from(memory.slice(from & 0xffffff, (from & 0xffffff) + size)));
      registers[0] = size;
    });
  }

  // Hold the button, which is BOOTSEL: it pulls the flash's select line down.
  press(isHeld) {
    this.isHeld = isHeld;
  }

  // Be the computer at the port.
  plug() {
    const { rp } = this;
    const usb = rp.usbCtrl;
    const cdc = new USBCDC(usb);
    const typed = [];
    let wanted = null;
    const give = (size) => usb.endpointReadDone(cdc.outEndpoint, Uint8Array.from(typed.splice(0, size)));
    cdc.onSerialData = (bytes) => this.onText(Buffer.from(bytes));
    usb.onEndpointRead = (endpoint, size) => {
      if (endpoint !== cdc.outEndpoint) return;
      if (typed.length) give(size);
      else wanted = size;
    };
    this.type = (bytes) => {
      for (const byte of bytes) typed.push(byte);
      if (wanted === null) return;
      const size = wanted;
      wanted = null;
      give(size);
    };
    const frame = rp.clock.createAlarm(() => {
      usb.sofFrameNumber = (usb.sofFrameNumber + 1) & 0x7ff;
      frame.schedule(FRAME_NS);
    });
    frame.schedule(FRAME_NS);
  }

  runMs(ms) {
    this.core.run(this.rp.clock.nanosCounter + ms * 1e6);
  }

  // All that was counted since power-on.
  stats() {
    const { core, rp } = this;
    core.sync();
    return {
      ms: rp.clock.nanosCounter / 1e6,
      mhz: 1000 / core.cycleNs,
      cycles: core.cycles,
      idle_ms: core.idleNs / 1e6,
      flash_ms: this.flashNs / 1e6,
      bus_ms: this.bus.busyNs / 1e6,
      misses: core.counts[2],
      miss_cycles: core.wordPenalty,
      erases: this.erases,
      programs: this.programs,
      allocations: core.wasm.w_count(),
      lost_words: this.sensor.overwritten,
    };
  }

  storage() {
    const { at, size } = this.job.storage;
    return this.rp.flash.subarray(at, at + size);
  }
}
