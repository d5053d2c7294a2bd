"""pymodbus's own server, of Debian 12 or 13: units 1 and 2, 500 holding and 500 input registers.

Arguments: tcp or rtu (over TCP), port. Holding register A of unit N holds 1000 N + A, input register
A 3000 N + A.
"""
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server import StartTcpServer

try:
    from pymodbus.framer import FramerType

    FRAMERS = {"tcp": FramerType.SOCKET, "rtu": FramerType.RTU}
except ImportError:
    from pymodbus.transaction import ModbusRtuFramer, ModbusSocketFramer

    FRAMERS = {"tcp": ModbusSocketFramer, "rtu": ModbusRtuFramer}


def unit(number):
    # A block begins one above the address on the wire.
    return ModbusSlaveContext(
        hr=ModbusSequentialDataBlock(1, [1000 * number + address for address in range(500)]),
        ir=ModbusSequentialDataBlock(1, [3000 * number + address for address in range(500)]),
    )


StartTcpServer(
    context=ModbusServerContext(slaves={number: unit(number) for number in (1, 2)}, single=False),
    address=("127.0.0.1", int(sys.argv[2])),
    framer=FRAMERS[sys.argv[1]],
)
