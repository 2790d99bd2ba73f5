// A Cortex-M0+ that counts cycles, with the RP2040's 16 KB flash cache, for `core.mjs`; all that is not flash, RAM or
// boot ROM, and every rare instruction, is left to rp2040js.
//
// Cycles are those of the Cortex-M0+ Technical Reference Manual (table 3-1): one an instruction, one more for a load or
// store and for each register of a list, two for a branch that is taken, three for BL, and four for POP of the PC.
// The cache has 1,024 sets of two lines of eight bytes, filled a word at a time, the least recently used line replaced.
// That, and the cost of a miss (FL[7] for a word), are assumptions; contention on the bus is left out.
//
// Build: clang --target=wasm32 -O2 -nostdlib -Wl,--no-entry -o core.wasm core.c
// or, with PyPI's ziglang: python -m ziglang cc -target wasm32-freestanding -O2 -nostdlib -Wl,--no-entry -o core.wasm
// core.c
typedef unsigned int u32;
typedef int i32;
typedef unsigned short u16;
typedef unsigned char u8;
typedef unsigned long long u64;
#define IMP(n) __attribute__((import_module("env"), import_name(#n)))
#define EXP(n) __attribute__((export_name(#n)))
IMP(io_read) u32 io_read(u32 a, u32 size);
IMP(io_write) void io_write(u32 a, u32 v, u32 size);
IMP(bkpt) u32 bkpt(u32 pc);
IMP(slow) u32 slow(u32 pc);
IMP(excret) u32 excret(u32 t);
IMP(badpc) void badpc(u32 pc);
static u8 flash[16 << 20] __attribute__((aligned(16)));
static u8 sram[264 * 1024] __attribute__((aligned(16)));
static u8 rom[16384] __attribute__((aligned(16)));
static u32 R[16];  // registers
static u32 FL[8];  // N, Z, C, V, lowest stack pointer, leave the slice, cycles of a line, cycles of a word

static double cyc;    // since power-on
static double st[8];  // instructions, lines missed, words missed, looks into the cache

// The cache: lines by set, which of the two is older, which words are there.
static i32 tag0[1024], tag1[1024];
static u8 lru[1024], v0[1024], v1[1024];
// The profile: every 499th instruction, by word of the first 512 KB of flash; RAM and boot ROM in one number each.
static u32 prof[1 << 17];
static u32 profOn, profCount, profStep = 499;
static u32 hist_ram, hist_rom;
EXP(h_ram) u32 h_ram(void) { return hist_ram; }
EXP(h_rom) u32 h_rom(void) { return hist_rom; }
EXP(h_clear) void h_clear(void) {
  hist_ram = hist_rom = 0;
  for (int i = 0; i < (1 << 17); i++) prof[i] = 0;
}
EXP(p_flash) u8 *p_flash(void) { return flash; }
EXP(p_sram) u8 *p_sram(void) { return sram; }
EXP(p_rom) u8 *p_rom(void) { return rom; }
EXP(p_R) u32 *p_R(void) { return R; }
EXP(p_FL) u32 *p_FL(void) { return FL; }
EXP(p_st) double *p_st(void) { return st; }
EXP(p_prof) u32 *p_prof(void) { return prof; }
EXP(get_cyc) double get_cyc(void) { return cyc; }
EXP(add_cyc) void add_cyc(double d) { cyc += d; }
EXP(set_prof) void set_prof(u32 on) { profOn = on; }
EXP(flush) void flush(void) {
  for (int i = 0; i < 1024; i++) {
    tag0[i] = tag1[i] = -1;
  }
}
// Calls of the function at `watch`, by its first argument in blocks of 16 bytes.
static u32 watch, wcount, wsize[256];
EXP(set_watch) void set_watch(u32 a) { watch = a; }
EXP(p_w) u32 *p_w(void) { return wsize; }
EXP(w_count) u32 w_count(void) { return wcount; }
EXP(w_clear) void w_clear(void) {
  wcount = 0;
  for (int i = 0; i < 256; i++) wsize[i] = 0;
}
static u32 lc;  // cycles of this slice that are not yet in `cyc`

static u32 nacc, nml, nmw;
// Look for a word in the cache; return what it costs.
static inline u32 xip(u32 a) {
  nacc++;
  u32 line = (a & 0xffffff) >> 3, set = line & 1023;
  u8 w = (a & 4) ? 2 : 1;
  if (tag0[set] == (i32)line) {
    lru[set] = 1;
    if (v0[set] & w) return 0;
    v0[set] |= w;
    nmw++;
    return FL[7];
  }
  if (tag1[set] == (i32)line) {
    lru[set] = 0;
    if (v1[set] & w) return 0;
    v1[set] |= w;
    nmw++;
    return FL[7];
  }
  nml++;
  nmw++;
  if (lru[set]) {
    tag1[set] = line;
    v1[set] = w;
    lru[set] = 0;
  } else {
    tag0[set] = line;
    v0[set] = w;
    lru[set] = 1;
  }
  return FL[6] + FL[7];
}
#define SS (264 * 1024)
static void pub(void) {
  cyc += lc;
  lc = 0;
}
static u32 ior(u32 a, u32 n) {
  pub();
  return io_read(a, n);
}
static void iow(u32 a, u32 v, u32 n) {
  pub();
  io_write(a, v, n);
}
#define RD(name, T, n)                       \
  static inline u32 name(u32 a) {            \
    u32 h = a >> 24;                         \
    if (h == 0x20) {                         \
      u32 o = a & 0xffffff;                  \
      if (o < SS) return *(T *)(sram + o);   \
    } else if (h == 0x10) {                  \
      lc += xip(a);                          \
      return *(T *)(flash + (a & 0xffffff)); \
    } else if (h == 0 && a < 16384)          \
      return *(T *)(rom + a);                \
    lc--;                                    \
    return ior(a, n);                        \
  }
RD(rd32, u32, 4)
RD(rd16, u16, 2) RD(rd8, u8, 1)
#define WR(name, T, n)                    \
  static inline void name(u32 a, u32 v) { \
    if ((a >> 24) == 0x20) {              \
      u32 o = a & 0xffffff;               \
      if (o < SS) {                       \
        *(T *)(sram + o) = v;             \
        return;                           \
      }                                   \
    }                                     \
    lc--;                                 \
    iow(a, v, n);                         \
  }
    WR(wr32, u32, 4) WR(wr16, u16, 2) WR(wr8, u8, 1)
#define NZ(r) N = (r) >> 31, Z = (r) == 0
#define ADDF(a, b, r)                  \
  do {                                 \
    u32 _a = (a), _b = (b);            \
    u32 _r = _a + _b;                  \
    C = _r < _a;                       \
    V = ((_a ^ _r) & (_b ^ _r)) >> 31; \
    NZ(_r);                            \
    r = _r;                            \
  } while (0)
#define SUBF(a, b, r)                  \
  do {                                 \
    u32 _a = (a), _b = (b);            \
    u32 _r = _a - _b;                  \
    C = _a >= _b;                      \
    V = ((_a ^ _b) & (_a ^ _r)) >> 31; \
    NZ(_r);                            \
    r = _r;                            \
  } while (0)
    // Run for so many cycles, or until something outside has to be looked after.
    EXP(run) void run(u32 budget) {
  u32 N = FL[0], Z = FL[1], C = FL[2], V = FL[3];
  u32 pc = R[15] & ~1u;
  u32 line = 0xffffffff;
  u32 dummy;
  lc = 0;
  FL[5] = 0;
  u32 ic = 0;
  u32 lim = budget;
#define OUT()   \
  do {          \
    FL[0] = N;  \
    FL[1] = Z;  \
    FL[2] = C;  \
    FL[3] = V;  \
    R[15] = pc; \
    pub();      \
  } while (0)
#define IN()   \
  do {         \
    N = FL[0]; \
    Z = FL[1]; \
    C = FL[2]; \
    V = FL[3]; \
  } while (0)
#define CHK() \
  if (FL[5]) brk = 1
  u32 brk = 0;
  nacc = nml = nmw = 0;
  double base = cyc;
  while (!brk) {
    if (lc >= lim) break;
    u32 op;
    u32 hi = pc >> 24;
    if (hi == 0x10) {
      u32 l = pc >> 2;
      if (l != line) {
        line = l;
        lc += xip(pc);
      }
      op = *(u16 *)(flash + (pc & 0xffffff));
    } else if (hi == 0x20)
      op = *(u16 *)(sram + (pc & 0xffffff));
    else if (hi == 0)
      op = *(u16 *)(rom + pc);
    else {
      badpc(pc);
      break;
    }
    if (profOn && ++profCount >= profStep) {
      profCount = 0;
      if (hi == 0x10)
        prof[(pc & 0x7ffff) >> 2]++;
      else if (hi == 0x20)
        hist_ram++;
      else
        hist_rom++;
    }
    ic++;
    lc++;
    u32 npc = pc + 2;
    u32 d = op & 7, m = (op >> 3) & 7, m2 = (op >> 6) & 7, r;
    switch (op >> 11) {
      case 0: {
        u32 n = (op >> 6) & 31, v = R[m];
        if (n) {
          C = (v >> (32 - n)) & 1;
          v <<= n;
        }
        R[d] = v;
        NZ(v);
        break;
      }
      case 1: {
        u32 n = (op >> 6) & 31, v = R[m];
        if (n) {
          C = (v >> (n - 1)) & 1;
          v >>= n;
        } else {
          C = v >> 31;
          v = 0;
        }
        R[d] = v;
        NZ(v);
        break;
      }
      case 2: {
        u32 n = (op >> 6) & 31;
        i32 v = R[m];
        if (n) {
          C = (v >> (n - 1)) & 1;
          v >>= n;
        } else {
          C = ((u32)v) >> 31;
          v >>= 31;
        }
        R[d] = v;
        r = v;
        NZ(r);
        break;
      }
      case 3:
        switch ((op >> 9) & 3) {
          case 0: ADDF(R[m], R[m2], R[d]); break;
          case 1: SUBF(R[m], R[m2], R[d]); break;
          case 2: ADDF(R[m], m2, R[d]); break;
          default: SUBF(R[m], m2, R[d]);
        }
        break;
      case 4:
        r = op & 255;
        R[(op >> 8) & 7] = r;
        NZ(r);
        break;
      case 5: SUBF(R[(op >> 8) & 7], (op & 255), dummy); break;
      case 6: ADDF(R[(op >> 8) & 7], (op & 255), R[(op >> 8) & 7]); break;
      case 7: SUBF(R[(op >> 8) & 7], (op & 255), R[(op >> 8) & 7]); break;
      case 8:
        if (!(op & 0x400)) switch ((op >> 6) & 15) {
            case 0:
              r = R[d] & R[m];
              R[d] = r;
              NZ(r);
              break;
            case 1:
              r = R[d] ^ R[m];
              R[d] = r;
              NZ(r);
              break;
            case 2: {
              u32 n = R[m] & 255, v = R[d];
              if (n) {
                if (n < 32) {
                  C = (v >> (32 - n)) & 1;
                  v <<= n;
                } else {
                  C = n == 32 ? v & 1 : 0;
                  v = 0;
                }
              }
              R[d] = v;
              NZ(v);
              break;
            }
            case 3: {
              u32 n = R[m] & 255, v = R[d];
              if (n) {
                if (n < 32) {
                  C = (v >> (n - 1)) & 1;
                  v >>= n;
                } else {
                  C = n == 32 ? v >> 31 : 0;
                  v = 0;
                }
              }
              R[d] = v;
              NZ(v);
              break;
            }
            case 4: {
              u32 n = R[m] & 255;
              i32 v = R[d];
              if (n) {
                if (n < 32) {
                  C = (v >> (n - 1)) & 1;
                  v >>= n;
                } else {
                  v >>= 31;
                  C = v & 1;
                }
              }
              r = v;
              R[d] = r;
              NZ(r);
              break;
            }
            case 5: {
              u64 s = (u64)R[d] + R[m] + C;
              u32 a = R[d], b = R[m];
              r = s;
              C = s >> 32;
              V = ((a ^ r) & (b ^ r)) >> 31;
              R[d] = r;
              NZ(r);
              break;
            }
            case 6: {
              u64 s = (u64)R[d] + (u32)~R[m] + C;
              u32 a = R[d], b = ~R[m];
              r = s;
              C = s >> 32;
              V = ((a ^ r) & (b ^ r)) >> 31;
              R[d] = r;
              NZ(r);
              break;
            }
            case 7: {
              u32 n = R[m] & 255, v = R[d];
              if (n) {
                u32 k = n & 31;
                if (k) v = (v >> k) | (v << (32 - k));
                C = v >> 31;
              }
              R[d] = v;
              NZ(v);
              break;
            }
            case 8:
              r = R[d] & R[m];
              NZ(r);
              break;
            case 9: SUBF(0, R[m], R[d]); break;
            case 10: SUBF(R[d], R[m], dummy); break;
            case 11: ADDF(R[d], R[m], dummy); break;
            case 12:
              r = R[d] | R[m];
              R[d] = r;
              NZ(r);
              break;
            case 13:
              r = R[d] * R[m];
              R[d] = r;
              NZ(r);
              break;
            case 14:
              r = R[d] & ~R[m];
              R[d] = r;
              NZ(r);
              break;
            default:
              r = ~R[m];
              R[d] = r;
              NZ(r);
          }
        else {
          u32 D = ((op >> 4) & 8) | d, M = (op >> 3) & 15;
          u32 b = M == 15 ? pc + 4 : R[M];
          switch ((op >> 8) & 3) {
            case 0: {
              u32 a = D == 15 ? pc + 4 : R[D];
              r = a + b;
              if (D == 15) {
                npc = r & ~1u;
                lc++;
              } else if (D == 13)
                R[13] = r & ~3u;
              else
                R[D] = r;
              break;
            }
            case 1: SUBF(D == 15 ? pc + 4 : R[D], b, dummy); break;
            case 2:
              if (D == 15) {
                npc = b & ~1u;
                lc++;
              } else if (D == 13) {
                R[13] = b & ~3u;
                if (R[13] < FL[4]) FL[4] = R[13];
              } else
                R[D] = b;
              break;
            default:
              lc++;
              if (op & 0x80) {
                npc = b & ~1u;
                R[14] = (pc + 2) | 1;
              } else if ((b >> 28) == 15) {
                OUT();
                npc = excret(b) & ~1u;
                IN();
                lc += 10;
                brk = 1;
              } else
                npc = b & ~1u;
          }
        }
        break;
      case 9:
        lc++;
        R[(op >> 8) & 7] = rd32(((pc + 4) & ~3u) + ((op & 255) << 2));
        break;
      case 10:
        lc++;
        {
          u32 a = R[m] + R[m2];
          switch ((op >> 9) & 3) {
            case 0: wr32(a, R[d]); break;
            case 1: wr16(a, R[d] & 0xffff); break;
            case 2: wr8(a, R[d] & 255); break;
            default: R[d] = (i32)(signed char)rd8(a);
          }
          CHK();
        }
        break;
      case 11:
        lc++;
        {
          u32 a = R[m] + R[m2];
          switch ((op >> 9) & 3) {
            case 0: R[d] = rd32(a); break;
            case 1: R[d] = rd16(a); break;
            case 2: R[d] = rd8(a); break;
            default: R[d] = (i32)(short)rd16(a);
          }
        }
        break;
      case 12:
        lc++;
        wr32(R[m] + ((op >> 4) & 0x7c), R[d]);
        CHK();
        break;
      case 13:
        lc++;
        R[d] = rd32(R[m] + ((op >> 4) & 0x7c));
        break;
      case 14:
        lc++;
        wr8(R[m] + ((op >> 6) & 31), R[d] & 255);
        CHK();
        break;
      case 15:
        lc++;
        R[d] = rd8(R[m] + ((op >> 6) & 31));
        break;
      case 16:
        lc++;
        wr16(R[m] + ((op >> 5) & 62), R[d] & 65535);
        CHK();
        break;
      case 17:
        lc++;
        R[d] = rd16(R[m] + ((op >> 5) & 62));
        break;
      case 18:
        lc++;
        wr32(R[13] + ((op & 255) << 2), R[(op >> 8) & 7]);
        CHK();
        break;
      case 19:
        lc++;
        R[(op >> 8) & 7] = rd32(R[13] + ((op & 255) << 2));
        break;
      case 20: R[(op >> 8) & 7] = ((pc + 4) & ~3u) + ((op & 255) << 2); break;
      case 21: R[(op >> 8) & 7] = R[13] + ((op & 255) << 2); break;
      case 22: /* 10110 */
        if ((op >> 8) == 0xb0) {
          if (op & 0x80) {
            R[13] -= (op & 127) << 2;
            if (R[13] < FL[4]) FL[4] = R[13];
          } else
            R[13] += (op & 127) << 2;
        } else if ((op >> 8) == 0xb2) {
          u32 v = R[m];
          switch ((op >> 6) & 3) {
            case 0: v = (i32)(short)v; break;
            case 1: v = (i32)(signed char)v; break;
            case 2: v &= 65535; break;
            default: v &= 255;
          }
          R[d] = v;
        } else if ((op >> 9) == 0x5a) {
          u32 l = op & 0x1ff, n = __builtin_popcount(l);
          u32 a = R[13] - 4 * n;
          R[13] = a;
          if (a < FL[4]) FL[4] = a;
          lc += n;
          for (u32 i = 0; i < 8; i++)
            if (l & (1 << i)) {
              *(u32 *)(sram + (a & 0xffffff)) = R[i];
              a += 4;
            }
          if (l & 256) *(u32 *)(sram + (a & 0xffffff)) = R[14];
        } else
          goto slowly;
        break;
      case 23:
        if ((op >> 9) == 0x5e) {
          u32 l = op & 255, a = R[13];
          for (u32 i = 0; i < 8; i++)
            if (l & (1 << i)) {
              R[i] = *(u32 *)(sram + (a & 0xffffff));
              a += 4;
              lc++;
            }
          if (op & 256) {
            u32 t = *(u32 *)(sram + (a & 0xffffff));
            a += 4;
            lc += 3;
            R[13] = a;
            if ((t >> 28) == 15) {
              OUT();
              npc = excret(t) & ~1u;
              IN();
              lc += 10;
              brk = 1;
            } else
              npc = t & ~1u;
          } else
            R[13] = a;
        } else if ((op >> 6) == 0b1011101000)
          R[d] = __builtin_bswap32(R[m]);
        else if ((op >> 6) == 0b1011101001) {
          u32 v = R[m];
          R[d] = ((v >> 8) & 0xff00ff) | ((v << 8) & 0xff00ff00);
        } else if ((op >> 6) == 0b1011101011) {
          u32 v = R[m];
          R[d] = (i32)(short)(((v & 255) << 8) | ((v >> 8) & 255));
        } else if ((op >> 8) == 0xbe) {
          OUT();
          npc = bkpt(pc);
          IN();
          brk = 1;
        } else if (op == 0xbf00)
          ;
        else
          goto slowly;
        break;
      case 24: {
        u32 n = (op >> 8) & 7, a = R[n];
        for (u32 i = 0; i < 8; i++)
          if (op & (1 << i)) {
            wr32(a, R[i]);
            a += 4;
            lc++;
          }
        R[n] = a;
        CHK();
        break;
      }
      case 25: {
        u32 n = (op >> 8) & 7, a = R[n];
        for (u32 i = 0; i < 8; i++)
          if (op & (1 << i)) {
            R[i] = rd32(a);
            a += 4;
            lc++;
          }
        if (!(op & (1 << n))) R[n] = a;
        break;
      }
      case 26:
      case 27: {
        u32 t;
        switch ((op >> 8) & 15) {
          case 0: t = Z; break;
          case 1: t = !Z; break;
          case 2: t = C; break;
          case 3: t = !C; break;
          case 4: t = N; break;
          case 5: t = !N; break;
          case 6: t = V; break;
          case 7: t = !V; break;
          case 8: t = C && !Z; break;
          case 9: t = !C || Z; break;
          case 10: t = N == V; break;
          case 11: t = N != V; break;
          case 12: t = !Z && N == V; break;
          case 13: t = Z || N != V; break;
          default: goto slowly;
        }
        if (t) {
          npc = pc + 4 + (i32)((signed char)(op & 255)) * 2;
          lc++;
        }
        break;
      }
      case 28:
        npc = pc + 4 + (((i32)(op << 21)) >> 20);
        lc++;
        break;
      case 30: {
        u32 p2 = pc + 2, op2;
        if (hi == 0x10) {
          u32 l = p2 >> 2;
          if (l != line) {
            line = l;
            lc += xip(p2);
          }
          op2 = *(u16 *)(flash + (p2 & 0xffffff));
        } else if (hi == 0x20)
          op2 = *(u16 *)(sram + (p2 & 0xffffff));
        else
          op2 = *(u16 *)(rom + p2);
        if ((op2 & 0xd000) == 0xd000) {
          u32 S = (op >> 10) & 1, I1 = !(S ^ ((op2 >> 13) & 1)), I2 = !(S ^ ((op2 >> 11) & 1));
          i32 imm =
              (i32)(((S << 24) | (I1 << 23) | (I2 << 22) | ((op & 0x3ff) << 12) | ((op2 & 0x7ff) << 1)) << 7) >> 7;
          R[14] = (pc + 4) | 1;
          npc = pc + 4 + imm;
          lc += 2;
          if (npc == watch) {
            wcount++;
            u32 b = (R[0] + 15) / 16;
            wsize[b < 255 ? b : 255]++;
          }
          break;
        }
      }
      default:
      slowly:
        OUT();
        npc = slow(pc) & ~1u;
        IN();
        brk = 1;
        break;
    }
    pc = npc;
    if (cyc != base) {
      double used = cyc - base;
      if (used + lc >= budget) break;
      lim = (u32)(budget - used);
    }
  }
  OUT();
  st[0] += ic;
  st[1] += nml;
  st[2] += nmw;
  st[3] += nacc;
  (void)dummy;
}
