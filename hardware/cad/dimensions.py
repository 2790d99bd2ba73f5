"""Sizes in mm. The clip's axes: x to the runner's right, y up, z backward, away from the runner; z is 0 at the plate.

The middle of the plate is x = y = 0. What all cases share; what hangs on the processor board is in `cases/`, what is
bought besides in `boards.toml`.
"""

# Printing: a 0.4 mm nozzle, 0.2 mm layers, PETG.
WALL_MM = 1.4  # sides
FACE_MM = 1.2  # outer face
RIM_MM = 2.0  # the back plate under the shell's rim; under the seal's groove 1.25 is left
PLATE_MM = 1.4  # the back plate within its lip
LEAST_WALL_MM = 1.2
WINDOW_MM = 0.8  # over the light, on purpose
SLIDE_MM = 0.2  # between parts that slip into one another
MOST_BRIDGE_MM = 13.0  # held at both ends
MOST_LEDGE_MM = 1.2  # held on one side
MOST_OVERHANG_DEG = 50.0

# The room inside.
ROOM_Y_MM = 41.0
CORNER_MM = 5.0  # outer radius
SHELL_ROUND_MM = 1.5  # round the outer face
PLATE_ROUND_MM = 0.9  # round the runner's side; more would thin the wall under the groove

CASE_Y_MM = ROOM_Y_MM + 2 * WALL_MM
FLOOR_Z_MM = PLATE_MM

# Screws: M2, cutting their own thread.
PILOT_MM = 1.7
PILOT_STOP_MM = 0.8  # what is left of a post above its pilot
CLEAR_MM = 2.3
HEAD_MM = 4.4  # for pan heads: 4.0 at most (ISO 7045)
HEAD_DEPTH_MM = 0.8  # in the plate
ARM_HEAD_DEPTH_MM = 0.4  # in the spring
CASE_SCREW_MM = 16.0
BOARD_SCREW_MM = 5.0
POST_R_MM = 2.5
SPRING_POSTS_MM = ((26.5, 18.0), (-26.5, 18.0))  # its two screws
STANDOFF_RING_MM = 0.8  # round the board's hole
STANDOFF_PLAY_MM = 0.2  # to what stands beside it on the board
TUBE_R_MM = 2.4
EDGE_POST_R_MM = 2.5  # beside a board that has too few holes
EDGE_PRESSED_MM = 0.2  # the post ends so far short of the board's underside, so that the screw's head presses that
BOARD_POST_R_MM = 2.2
PEG_R_MM = 1.1
PEG_MM = 1.4

# The sensor's lower edge is held in a groove of the lip: pads are too near for screws (boards.toml).
LEDGE_MM = 0.8  # what lies over and under the board's edge
LEDGE_ROOF_MM = 1.2
LEDGE_PLAY_MM = 0.1
LEDGE_X_MM = 20.0

# The lip of the back plate, and the groove for a 1 mm cord under the rim of the shell.
LIP_MM = 1.2
LIP_HIGH_MM = 1.6  # above the rim
CORD_MM = 1.0
GROOVE_MM = 0.95
GROOVE_DEEP_MM = 0.75
GROOVE_RIDGE_MM = WALL_MM - GROOVE_MM - 0.05  # what is left outside it, as low as the groove is deep

# The motor's seat.
MOTOR_RING_MM = 1.2
MOTOR_PLAY_MM = 0.2
MOTOR_SLOT_MM = 3.0  # its leads leave here, to the left
BOLLARD_AWAY_MM = (-2.5, 0.6)  # from the slot's mouth: the leads go round it once, so that no pull reaches the solder
BOLLARD_R_MM = 1.1
BOLLARD_MM = 2.6

# USB: the plug's body may be 12.35 x 6.5 (USB Type-C specification, figure "external shell").
USB_X_MM = 13.4
USB_Z_MM = 7.2
USB_R_MM = 1.4

# The button, a grommet of TPU in the right side, over the Feather's BOOT key, which is pressed from the board's end.
BUTTON_R_MM = 3.6  # of the hole
BUTTON_LIP_MM = 0.7  # wider than the hole, outside
BUTTON_NECK_MM = 0.6  # straight part of the hole
BUTTON_DOME_MM = 0.8  # stands out
BUTTON_SKIN_MM = 0.8
BUTTON_RING_MM = 0.8
BUTTON_PIN_R_MM = 1.6  # at the key
BUTTON_PIN_ROOT_R_MM = 2.4
BUTTON_PLAY_MM = 0.3  # pin to key

# The switch: its pocket hangs from the outer face; the lever ends level with the wall, so that only a nail or a pen
# moves it.
SWITCH_PLAY_MM = 0.3
SWITCH_HOLD_MM = 1.4  # walls of the pocket
SWITCH_SLOT_MM = (5.0, 2.2)  # travel, across

# What a cable needs in front of its port: plug and bend. Estimates; nobody has tried.
QT_PLUG_MM = 4.5
PH_PLUG_MM = 5.0
PLUG_HIGH_MM = 4.6

# Shafts over the light, and over the power key of a board that has one: pressed with a pen, so not by accident.
LIGHT_R_MM = 2.6
POWER_R_MM = 1.5
SHAFT_MM = 1.2
SHAFT_PLAY_MM = 0.8  # to lamp or key

# The spring that holds the waistband: a bent strip, printed lying on its side. `arm.py` says how hard it presses.
ARM_MM = 1.6
ARM_GAP_MM = 2.6  # inside of the bend; the band has ARM_MM more
ARM_X_MM = 60.0
ARM_TIP_X_MM = 22.0  # its corners are off at 45 degrees
ARM_WINDOW_X_MM = 26.0  # a window with ends at 45 degrees, for softness and weight
ARM_WINDOW_Y_MM = (-0.6, 16.4)
ARM_LONG_MM = 40.0
ARM_LEG_MM = 8.0
ARM_FLARE_DEG = 30.0  # of the dip's two slopes
ARM_DIP_R_MM = 3.0
ARM_SPRUNG_MM = 2.0  # as printed, the dip is so far beyond the plate: it presses before there is a band
ARM_EDGE_MM = 0.6  # every edge that a body touches is this round
ARM_STRAP_X_MM = 3.0  # two slots for an elastic of 12 mm
ARM_STRAP_Y_MM = 12.6
ARM_STRAP_RIM_MM = 5.0  # from slot to edge
ARM_STRAP_AT_MM = 7.5  # their middle
PETG_E_MPA = 1700.0  # printed, along the layers: data sheets say 1500 to 2100
PETG_YIELD_MPA = 40.0
BAND_MM = (0.6, 4.0)  # waistbands that it must hold
FRICTION = 0.4  # cloth on plastic; assumed, not measured

# g/cm3, data sheets of makers of filament differ by about 2 %.
PETG_G_CM3 = 1.27
ASA_G_CM3 = 1.07
TPU_G_CM3 = 1.21
# Screws.
STEEL_G_CM3 = 7.85
ALUMINIUM_G_CM3 = 2.70
