"""FIT's checksum: CRC-16 with the reflected polynomial 0xA001, from 0 on."""


def _entry(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (0xA001 if byte & 1 else 0)
    return byte


TABLE = tuple(_entry(byte) for byte in range(256))


def crc16(data: bytes | bytearray | memoryview, crc: int = 0) -> int:
    """Return the checksum of some bytes; of bytes with their checksum behind them it is 0."""
    table = TABLE
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc
