// Runs instructions in the WebAssembly core and leaves peripherals, interrupts and time to rp2040js.
import fs from 'fs';

const SRAM_BYTES = 264 * 1024;
const FLASH_BYTES = 16 << 20;
const IRQ_CYCLES = 15;
const LONGEST_SLICE = 1000000; // cycles
const STATE = { minSp: 4, brk: 5, linePenalty: 6, wordPenalty: 7 }; // places in the core's flags, see core.c

export class Core {
  // `rp` is an RP2040 of rp2040js; its memories are replaced by those of the core.
  constructor(rp) {
    this.rp = rp;
    this.core = rp.core;
    this.synced = 0;
    this.idleNs = 0;
    this.hooks = new Map(); // address of a BKPT instruction: what is done in its place
    this.stop = false;
    this.cycleNs = 1e9 / rp.clkSys;
    const module = new WebAssembly.Module(fs.readFileSync(new URL('./core.wasm', import.meta.url)));
    this.wasm = new WebAssembly.Instance(module, { env: this.environment() }).exports;
    this.share();
    rp.addClockListener((hz) => {
      this.sync();
      this.cycleNs = 1e9 / hz;
    });
  }

  // What the core asks for: everything outside its memories, and the instructions that it leaves to rp2040js.
  environment() {
    const { rp, core } = this;
    const isSio = (address) => address >>> 28 === 0xd;
    return {
      io_read: (address, size) => {
        address >>>= 0;
        this.sync();
        this.wasm.add_cyc(isSio(address) ? 0 : 2);
        return size === 4 ? rp.readUint32(address) : size === 2 ? rp.readUint16(address) : rp.readUint8(address);
      },
      io_write: (address, value, size) => {
        address >>>= 0;
        value >>>= 0;
        this.sync();
        if (!isSio(address)) {
          this.wasm.add_cyc(3);
          this.flags[STATE.brk] = 1; // an interrupt may be due
        }
        if (size === 4) rp.writeUint32(address, value);
        else if (size === 2) rp.writeUint16(address, value);
        else rp.writeUint8(address, value);
      },
      bkpt: (pc) => {
        pc >>>= 0;
        const hook = this.hooks.get(pc);
        if (!hook) {
          this.halt(`breakpoint at 0x${pc.toString(16)}`);
          return pc;
        }
        this.sync();
        hook(this.registers);
        return this.registers[14] & ~1;
      },
      slow: (pc) => {
        this.restoreFlags();
        this.registers[15] = pc;
        this.sync();
        this.wasm.add_cyc(core.executeInstruction() - 1);
        this.storeFlags();
        return this.registers[15];
      },
      excret: (target) => {
        this.restoreFlags();
        core.BXWritePC(target >>> 0);
        this.storeFlags();
        return this.registers[15];
      },
      badpc: (pc) => this.halt(`the program runs away to 0x${(pc >>> 0).toString(16)}`),
    };
  }

  // Let rp2040js work on the core's own memories.
  share() {
    const { rp, core, wasm } = this;
    const memory = wasm.memory.buffer;
    this.registers = new Uint32Array(memory, wasm.p_R(), 16);
    this.flags = new Uint32Array(memory, wasm.p_FL(), 8);
    this.counts = new Float64Array(memory, wasm.p_st(), 8);
    this.histogram = new Uint32Array(memory, wasm.p_prof(), 1 << 17);
    this.allocationBlocks = new Uint32Array(memory, wasm.p_w(), 256);
    this.flags[STATE.minSp] = 0xffffffff;
    rp.sram = new Uint8Array(memory, wasm.p_sram(), SRAM_BYTES);
    rp.sramView = new DataView(memory, wasm.p_sram(), SRAM_BYTES);
    rp.flash = new Uint8Array(memory, wasm.p_flash(), FLASH_BYTES);
    rp.flash16 = new Uint16Array(memory, wasm.p_flash(), FLASH_BYTES / 2);
    rp.flashView = new DataView(memory, wasm.p_flash(), FLASH_BYTES);
    const rom = new Uint32Array(memory, wasm.p_rom(), 4096);
    rom.set(rp.bootrom);
    rp.bootrom = rom;
    this.registers.set(core.registers);
    core.registers = this.registers;
    wasm.flush();
  }

  halt(why) {
    this.fault = why;
    this.stop = true;
  }

  storeFlags() {
    const { core, flags } = this;
    [flags[0], flags[1], flags[2], flags[3]] = [core.N, core.Z, core.C, core.V].map(Number);
  }

  restoreFlags() {
    const { core, flags } = this;
    [core.N, core.Z, core.C, core.V] = [!!flags[0], !!flags[1], !!flags[2], !!flags[3]];
  }

  get cycles() {
    return this.wasm.get_cyc();
  }

  // Cycles that a miss of the flash cache costs, for each 32-bit word that is fetched.
  set wordPenalty(cycles) {
    this.flags[STATE.wordPenalty] = cycles;
  }

  get wordPenalty() {
    return this.flags[STATE.wordPenalty];
  }

  flushCache() {
    this.wasm.flush();
  }

  // Bring the clock up to the cycles that the core has done.
  sync() {
    const cycles = this.wasm.get_cyc();
    if (cycles !== this.synced) {
      this.rp.clock.nanosCounter += (cycles - this.synced) * this.cycleNs;
      this.synced = cycles;
    }
  }

  run(untilNs) {
    const { core, wasm } = this;
    const { clock } = this.rp;
    while (!this.stop) {
      this.sync();
      if (clock.nanosCounter >= untilNs) return;
      clock.tick(0);
      if (core.interruptsUpdated && core.checkForInterrupts()) {
        core.waiting = false;
        wasm.add_cyc(IRQ_CYCLES);
      }
      const alarmNs = clock.nextAlarm ? Math.min(clock.nextAlarm.nanos, untilNs) : untilNs;
      if (core.waiting) {
        const ns = Math.max(0, alarmNs - clock.nanosCounter);
        this.idleNs += ns;
        clock.tick(ns);
        continue;
      }
      this.storeFlags();
      const cycles = Math.ceil((alarmNs - clock.nanosCounter) / this.cycleNs);
      wasm.run(Math.min(Math.max(1, cycles), LONGEST_SLICE));
      this.restoreFlags();
    }
  }
}
