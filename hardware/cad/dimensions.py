"""Sizes in mm. The clip's axes: x to the runner's right, y up, z backward, away from the runner; z is 0 at the plate.

The middle of the plate is x = y = 0. Bought parts are in `boards.toml`.
"""

# Printing: a 0.4 mm nozzle, 0.2 mm layers, PETG.
WALL_MM = 1.6  # sides
FACE_MM = 1.4  # outer face
RIM_MM = 2.0  # the back plate under the shell's rim; under the seal's groove 1.25 is left
PLATE_MM = 1.4  # the back plate within its lip
LEAST_WALL_MM = 1.2
WINDOW_MM = 0.8  # over the light, on purpose
SLIDE_MM = 0.2  # between parts that slip into one another
MOST_BRIDGE_MM = 13.0  # held at both ends
MOST_LEDGE_MM = 1.2  # held on one side
MOST_OVERHANG_DEG = 50.0

# The room inside.
ROOM_X_MM = 58.8
ROOM_Y_MM = 42.0
ROOM_Z_MM = 16.8  # from the plate to the outer face
CORNER_MM = 5.0  # outer radius

CASE_X_MM = ROOM_X_MM + 2 * WALL_MM
CASE_Y_MM = ROOM_Y_MM + 2 * WALL_MM
CASE_Z_MM = PLATE_MM + ROOM_Z_MM + FACE_MM
FLOOR_Z_MM = PLATE_MM
CEILING_Z_MM = PLATE_MM + ROOM_Z_MM

# Screws: M2, cutting their own thread.
PILOT_MM = 1.7
CLEAR_MM = 2.3
HEAD_MM = 4.4  # for pan heads: 4.0 at most (ISO 7045)
HEAD_DEPTH_MM = 0.8  # in the plate
ARM_HEAD_DEPTH_MM = 0.8  # in the spring
CASE_SCREW_MM = 16.0
BOARD_SCREW_MM = 5.0
POST_R_MM = 2.7
POSTS_MM = ((26.9, 18.5), (-26.9, 18.5), (26.9, -18.5))
STANDOFF_R_MM = 2.05
TUBE_R_MM = 2.4
BOARD_POST_MM = 3.3  # under the sensor and the motor driver
BOARD_POST_R_MM = 2.2
GAUGE_POST_MM = 0.8
PEG_R_MM = 1.1
PEG_MM = 1.4

# The lip of the back plate, and the groove for a 1 mm cord under the rim of the shell.
LIP_MM = 1.2
LIP_HIGH_MM = 1.6  # above the rim
CORD_MM = 1.0
GROOVE_MM = 0.95
GROOVE_DEEP_MM = 0.75
GROOVE_RIDGE_MM = WALL_MM - GROOVE_MM - 0.05  # what is left outside it, as low as the groove is deep

# The motor's seat.
MOTOR_SINK_MM = 0.2  # into the plate
MOTOR_RING_MM = 1.2
MOTOR_PLAY_MM = 0.2

# USB: the plug's body may be 12.35 x 6.5 (USB Type-C specification, figure "external shell").
USB_X_MM = 13.4
USB_Z_MM = 7.2
USB_R_MM = 1.4

# The button, a grommet of TPU over the Feather's BOOTSEL key.
BUTTON_R_MM = 4.6  # of the hole in the outer face
BUTTON_LIP_MM = 0.7  # wider than the hole, outside
BUTTON_NECK_MM = 0.6  # straight part of the hole
BUTTON_DOME_MM = 0.8  # stands out
BUTTON_SKIN_MM = 0.8
BUTTON_RING_MM = 0.8
BUTTON_PIN_R_MM = 1.2
BUTTON_PLAY_MM = 0.3  # pin to switch

# What a cable needs in front of its port: plug and bend. Estimates; nobody has tried.
QT_PLUG_MM = 4.5
PH_PLUG_MM = 5.0
PLUG_HIGH_MM = 4.6

# The light's shaft.
LIGHT_R_MM = 2.6
LIGHT_SHAFT_MM = 1.2
LIGHT_PLAY_MM = 0.8  # shaft to lamp

# The spring that holds the waistband: a bent strip, printed lying on its side.
ARM_MM = 2.0
ARM_GAP_MM = 2.0  # inside of the bend; the band has ARM_MM more
ARM_X_MM = 61.0
ARM_TIP_X_MM = 26.0
ARM_LONG_MM = 41.0
ARM_LEG_MM = 9.0
ARM_WINDOW_X_MM = 20.0  # a hole that saves weight
ARM_WINDOW_Y_MM = (-2.0, 14.0)
ARM_DIP_MM = 3.4  # the arm comes so much closer to the plate
ARM_DIP_UP_MM = 6.5  # above the tip
PETG_E_MPA = 1700.0  # printed, along the layers: data sheets say 1500 to 2100
PETG_YIELD_MPA = 40.0

# g/cm3, data sheets of makers of filament differ by about 2 %.
PETG_G_CM3 = 1.27
TPU_G_CM3 = 1.21
