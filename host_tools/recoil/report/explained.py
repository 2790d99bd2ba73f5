"""What each number is, what changes it and what to do about it, in words for who has never heard of it.

The evidence behind each *what to do* is in `docs/evidence.md`. The article that Recoil grew out of is by a physical
therapist: what only it says is called its author's view here.
"""

from dataclasses import dataclass

from .markup import Html, tag


@dataclass(frozen=True)
class Explained:
    """One number; three short sentences or so each."""

    title: str
    what: str
    changes: str
    todo: str

    def html(self) -> Html:
        """Return the three answers."""
        return tag(
            "dl",
            *(tag("dt", "What it is"), tag("dd", self.what)),
            *(tag("dt", "What changes it"), tag("dd", self.changes)),
            *(tag("dt", "What to do"), tag("dd", self.todo)),
            class_="explained",
        )


BALANCE_CHANGES = "A sore spot, a sloped road, shoes that are worn on one side, a clip that sits off the middle."
BALANCE_TODO = (
    "Nothing, if it does not hurt: uneven runners were not hurt more often in a study of 836. If it is new and stays, "
    "show it to your coach or therapist."
)
EXPLAINED = {
    "cadence_spm": Explained(
        "Cadence",
        "How many steps you take in a minute, both feet counted.",
        "Speed most of all. Hills, tired legs and shoes change it too.",
        "Compare it with your own runs at the same pace. Five in a hundred more steps is a good first try if your "
        "knees are sore. There is no right number for all.",
    ),
    "bounce_mm": Explained(
        "Bounce",
        "How far your hips move up and down in one step.",
        "Slower steps make it larger. So do speed and soft ground.",
        "A spring that is pressed well recoils well: some bounce is good. If it grows when you tire, try quicker, "
        "lighter steps.",
    ),
    "contact_ms": Explained(
        "Time on the ground",
        "How long one foot stays on the ground in a step.",
        "Speed most of all: the faster, the shorter. Tired legs stay longer.",
        "Use it to see whether two runs were at one pace. Do not try to change it by itself.",
    ),
    "flight_ms": Explained(
        "Time in the air",
        "How long both feet are off the ground in a step. Below zero, one foot is always down: a shuffle.",
        "Speed, hills, and how hard you push off.",
        "Nothing. A shuffle is no fault: it is easier on the legs and takes a little more energy.",
    ),
    "peak_g": Explained(
        "Peak",
        "The hardest upward push that the clip felt in a step.",
        "Speed, hard ground, a tight or loose waistband.",
        "Look only at how it changes in you, with the clip worn the same way. It does not tell the load on your bones.",
    ),
    "unsteadiness_pct": Explained(
        "Unsteadiness",
        "How much the time of your steps changes from one to the next. Less is steadier.",
        "Rough ground, turns, crowds, being tired or ill at ease.",
        "A good spring keeps bouncing steadily. If it grows in the last third, end the run a little sooner.",
    ),
    "contact_left_pct": Explained(
        "Left share of ground time", "How much of the time on the ground is on the left foot. Half is even.",
        BALANCE_CHANGES, BALANCE_TODO,
    ),
    "step_time_left_pct": Explained(
        "Left share of step time", "How much of the time of two steps is the left one's. Half is even.",
        BALANCE_CHANGES, BALANCE_TODO,
    ),
    "bounce_left_pct": Explained(
        "Left share of bounce", "How much of the bounce of two steps is the left one's. Half is even.",
        BALANCE_CHANGES, BALANCE_TODO,
    ),
    "stiffness_n_per_m_kg": Explained(
        "Stiffness",
        "How hard a spring you are, from your times on the ground and in the air. No force is measured.",
        "Speed: the faster, the stiffer. It means nothing on hills.",
        "Neither hard nor soft is good. Compare it with your own runs at one pace on the flat.",
    ),
    "stride_regularity": Explained(
        "Regularity",
        "How alike one stride is to the next. One is the same again.",
        "Rough ground, turns, being tired.",
        "Look at whether it falls late in long runs. If so, make them longer more slowly.",
    ),
    "step_variability_pct": Explained(
        "Variability",
        "How much your step times differ over some 150 steps.",
        "Changes of pace, rough ground, being tired.",
        "Compare it with your own runs on the same road.",
    ),
    "pelvis_tilt_deg": Explained(
        "Pelvis tilt",
        "How far your pelvis rocks forward and back in a stride. It is not how far it is tilted all the time.",
        "Long strides, hills, a loose waistband. If the hip does not bend back far, the low back may make up for it: "
        "that is the view of the article's author, and a clip at the waist cannot see it.",
        "If it grows as you tire, add core work and work on your hips' range. See a therapist if your back hurts.",
    ),
    "pelvis_rotation_deg": Explained(
        "Pelvis rotation",
        "How far your pelvis turns left and right in a stride. The left leg's push comes from what the right leg does, "
        "and the turn passes it on.",
        "Stride length, speed and arm swing: arms turn against the hips. The clip does not see your arms.",
        "There is no right number. If it is new or one-sided, check that your arms swing freely on both sides.",
    ),
    "pelvis_drop_deg": Explained(
        "Pelvis drop",
        "How far the free side of your pelvis sinks while you stand on the other leg.",
        "Tired hips, sloped roads, a clip that sits askew.",
        "Look at how it changes in you. If one side sinks more as you tire, side planks and one-leg squats train what "
        "holds it.",
    ),
    "braking_g": Explained(
        "Braking",
        "How hard you slow down each time a foot lands.",
        "Speed, downhill, and feet that land far ahead of you.",
        "If it grows at one pace, try quicker steps. Stop-and-go traffic wears a car out, too.",
    ),
    "hip_extension": Explained(
        "Hip extension",
        "How far the leg reaches behind you. The clip cannot measure it.",
        "Stiff hips from sitting, tired legs, speed.",
        "The article's author says that the low back pays for stiff hips. That is a view, not a finding. A therapist "
        "can test your hips in a minute.",
    ),
    "arm_swing": Explained(
        "Arm swing",
        "Arms balance the turn of the hips and give the snap. The clip cannot measure them.",
        "A bottle in one hand, tight shoulders, being cold.",
        "Let both arms swing freely. Then see whether the pelvis turns evenly.",
    ),
    "pain": Explained(
        "Pain",
        "What you say, from 0 for none to 10 for the worst there could be.",
        "How far and how hard you ran, sleep, stress, and much else.",
        "Up to 2 is taken as safe, 5 as the limit. If it climbs from run to run, run less until it is back at 2.",
    ),
    "core_minutes": Explained(
        "Core minutes",
        "One minute of core work for each mile that you ran.",
        "How far you ran. The clip needs your usual pace to know that.",
        "Do them after the run: planks, side planks, one-leg squats, bridges. The clip leads you through them.",
    ),
    "held_s": Explained(
        "Held",
        "How long you stood before you put a foot down, or until time was up.",
        "Age, closed eyes, tired legs, a sore ankle or hip.",
        "Compare left with right, and today with last month. There is no pass mark here.",
    ),
    "sway_dps": Explained(
        "Sway",
        "How fast your pelvis tips to and fro while you stand. Less is stiller.",
        "Closed eyes, tired legs, the floor, where the clip is worn.",
        "Train the leg that sways more, and test again in two weeks.",
    ),
    "rhythm_pct": Explained(
        "Skipping rhythm",
        "How alike one skip is to the next.",
        "Practice most of all. Also a leg that is spared.",
        "Skip for a minute before runs, relaxed. See whether the rhythm gets more even.",
    ),
}  # fmt: skip


def explanations(*names: str) -> Html:
    """Return a list of numbers with their three answers."""
    parts: list[Html] = []
    for name in names:
        parts += [tag("h3", EXPLAINED[name].title), EXPLAINED[name].html()]
    return tag("div", *parts, class_="explanations")
