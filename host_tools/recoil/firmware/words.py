"""Words that cost a clip nothing: MicroPython has them in its image, because its own modules are called by them.

They are from the documented interface of the port for the RP2040 (its type stubs name them), as an image of MicroPython
1.28 holds them. A word that some other image lacks costs what any name costs there, and changes nothing else.
"""

WORDS: tuple[str, ...] = tuple(
    """
ADC ALT ALT_GPCK ALT_I2C ALT_PIO0 ALT_PIO1 ALT_PWM ALT_SIO ALT_SPI ALT_UART ALT_USB ARRAY AUTO ArithmeticError
AssertionError AttributeError BFINT16 BFINT32 BFINT8 BFUINT16 BFUINT32 BFUINT8 BF_LEN BF_POS BIG_ENDIAN
BUILTIN_CDC BUILTIN_DEFAULT BUILTIN_NONE BaseException BytesIO CORE_TEMP CTS CancelledError DHT11 DHT22 DHTBase
DMA DS18X20 DeflateIO EACCES EADDRINUSE EAGAIN EALREADY EBADF ECONNABORTED ECONNREFUSED ECONNRESET EEXIST
EHOSTUNREACH EINPROGRESS EINVAL EIO EISDIR ENOBUFS ENODEV ENOENT ENOMEM ENOTCONN EOFError EOPNOTSUPP EPERM
ETIMEDOUT Ellipsis Event Exception FLOAT32 FLOAT64 FileIO Flash FrameBuffer FrameBuffer1 GPIO0 GPIO1 GPIO10
GPIO11 GPIO12 GPIO13 GPIO14 GPIO15 GPIO16 GPIO17 GPIO18 GPIO19 GPIO2 GPIO20 GPIO21 GPIO22 GPIO23 GPIO24 GPIO25
GPIO26 GPIO27 GPIO28 GPIO29 GPIO3 GPIO4 GPIO5 GPIO6 GPIO7 GPIO8 GPIO9 GS2_HMSB GS4_HMSB GS8 GZIP GeneratorExit
I2C I2CTarget I2S IN INT INT16 INT32 INT64 INT8 INV_RX INV_TX IN_HIGH IN_LOW IOBase IRQ_ADDR_MATCH_READ
IRQ_ADDR_MATCH_WRITE IRQ_BREAK IRQ_END_READ IRQ_END_WRITE IRQ_FALLING IRQ_READ_REQ IRQ_RISING IRQ_RXIDLE IRQ_SM0
IRQ_SM1 IRQ_SM2 IRQ_SM3 IRQ_TXIDLE IRQ_WRITE_REQ ImportError IndentationError IndexError JOIN_NONE JOIN_RX
JOIN_TX KeyError KeyboardInterrupt LED LITTLE_ENDIAN LONG LONGLONG LSB Lock LockType LookupError MATCH_ROM MONO
MONO_HLSB MONO_HMSB MONO_VLSB MSB MVLSB MemoryError NATIVE NameError NeoPixel NoneType NotImplemented
NotImplementedError ONE_SHOT OPEN_DRAIN ORDER OSError OUT OUT_HIGH OUT_LOW OneWire OneWireError OrderedDict
OverflowError PERIODIC PIO PIOASMEmit PIOASMError POLLERR POLLHUP POLLIN POLLOUT PROTOCOL_TLS_CLIENT PTR
PULL_DOWN PULL_UP PWM PWRON_RESET Pin RAW RGB565 RTC RTS RX RingIO RuntimeError SEARCH_ROM SHIFT_LEFT
SHIFT_RIGHT SHORT SKIP_ROM SPI SSLContext STEREO Server Signal SoftI2C SoftSPI StateMachine StopAsyncIteration
StopIteration StreamReader StreamWriter StringIO SyntaxError SystemExit TX Task TaskQueue TextIOWrapper
ThreadSafeFlag TimeoutError Timer TypeError UART UINT UINT16 UINT32 UINT64 UINT8 ULONG ULONGLONG USBDevice
USHORT UnicodeError VOID ValueError VfsFat VfsLfs2 WDT WDT_RESET ZLIB ZeroDivisionError _build _machine _mpy
_pio_directives _pio_funcs _pio_instructions _run _search_rom _thread a2b_base64 abs accept aclose acos acosh
acquire active add add_program addr addressof addrsize aes all alloc_emergency_exception_buf allocate_lock alt
any append appendleft arg argv array asin asinh asm_pio asm_pio_encode asm_thumb atan atan2 atanh autopull
autopush aw awrite b b2a_base64 backlog baudrate bdev bin bind bits bitstream blit block board bool bootloader
bootsel_button bpp buf buffer buffering bytearray bytearray_at byteorder bytes bytes_at calcsize
call_exception_handler callable callback cancel cb ceil center channel chdir choice chr classmethod clear close
closure code collect collections compile complex config connect context control_xfer_cb convert_temp copy
copysign coro cos cosh count cpu crc32 crc8 create_task ctrl cts current_task data datetime decode decrypt
deepsleep default default_exception_handler degrees deinit delattr delay deleter deque desc_cfg desc_dev
desc_strs dest dht_readinto dict diff difference difference_update digest dir disable disable_irq discard divmod
do_handshake_on_connect doc done drain dump dumps dupterm dupterm_notify duty_ns duty_u16 e ellipse enable
enable_irq encode encoding encrypt end endswith enumerate ep_max erf erfc errorcode eval event exc exc_type
exception exec execfile exit exp expm1 extend f fabs factorial feed fifo_join file fill fill_rect filter find
firstbit flags float floor flow flush fmod format freq frexp from_bytes fromhex fromkeys frozenset fs function
future gamma gather get get_event_loop get_exception_handler get_extra_info get_ident getaddrinfo getattr getcwd
getrandbits getter globals gmtime gpio group groups handler hard hasattr hash heap_lock heap_unlock heapify
heappop heappush help hex hexlify high high_pri hline host humidity i ibuf id idle ifempty iffull ilistdir imag
implementation in_ in_base in_shiftdir inc_read inc_write index indices inf init input insert instr int
intersection intersection_update invert ioctl ipoll irq is_set isalpha isclose isdigit isdisjoint isenabled
isfinite isinf isinstance islower isnan isr isspace issubclass issubset issuperset isupper items iter iterable
itf_max jmp jmp_pin join kbd_intr keepends key keys l_rom label ldexp len lgamma libc_ver lightsleep line list
listdir listen load loads locals localtime lock locked log log10 log2 lookahead loop low lower lstrip machine
main map match max maxsize md5 measure mem mem16 mem32 mem8 mem_addrsize mem_alloc mem_free mem_info memaddr
memoryview message min miso mkdir mkfs mktime mod mode modf modify module modules mosi mount mov mtime n name
namedtuple nan native new_event_loop newline next noblock nodename nop not_osre not_x not_y null object oct off
on onewire open open_connection open_itf_cb opt_level ord osr out out_base out_buf out_init out_shiftdir ow pack
pack_ctrl pack_into parity partition path pc peek period ph_key phase pi pin pindirs pins pixel platform polar
polarity poll poly pop popitem popleft port pow print print_exception progsize property ps1 ps2 ptr ptr16 ptr32
ptr8 pull pull_thresh push push_thresh put python_compiler qstr_info r radians randint random randrange range
rate re read read_scratch read_temp read_u16 readbit readblocks readbyte readexactly readfrom readfrom_into
readfrom_mem readfrom_mem_into readinto readline readlines readonly readsize real rect register rel release
remote_wakeup remove remove_program rename replace repr req required reset reset_cause reset_cb restart
return_exceptions reverse reversed rfind rindex rmdir rom round rpartition rsplit rstrip rts run run_forever
run_until_complete runq_len rx rx_fifo rxbuf s scan schedule sck scl scroll sd sda search seed seek select
select_rom send sendbreak sep separators server_hostname server_side set set_base set_exception_handler set_init
setattr setblocking setdefault setsockopt setter sha1 sha256 shift side side_pindir sideset_base sideset_count
sideset_init sideset_opt sin sinh size sizeof sleep sleep_ms sleep_us slice socket soft_reset sort sorted span
split splitlines sqrt src ssl stack_size stack_use stall start start_new_thread start_server startswith stat
state state_machine staticmethod status statvfs stderr stdin stdout step stop str str_max stream strip struct
sub submit_xfer sum super symmetric_difference symmetric_difference_update sync sys sysname t tan tanh task tau
tb tell temperature text threshold throw tick_hz ticks ticks_add ticks_cpu ticks_diff ticks_ms ticks_us time
time_ns time_pulse_us timeout timeout_char timing to_bytes toggle trigger trunc tuple tx tx_fifo txbuf txdone
type uint umount uname unhexlify uniform union unique_id unlink unpack unpack_ctrl unpack_from unregister update
upper urandom v value2 values version version_info viper vline wait wait_closed wait_for wait_for_ms waiter
waitq_len word wrap wrap_socket wrap_target write write_readinto write_scratch writebit writeblocks writebyte
writeto writeto_mem writevto ws x x_dec x_not_y xfer_cb y y_dec zip
""".split()  # noqa: SIM905 - one word a line would be 600 lines
)
