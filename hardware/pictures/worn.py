"""Where the clip is worn, as SVG."""

from pathlib import Path

_BACK = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 420" font-family="sans-serif" font-size="15">
<rect width="640" height="420" fill="white"/>
<path d="M190,0 C196,70 214,120 206,178 C196,220 176,250 172,300 L172,420 L292,420 L312,330 L328,330 L348,420 L468,420
 L468,300 C464,250 444,220 434,178 C426,120 444,70 450,0 Z" fill="#f2d3bd" stroke="#a9806a" stroke-width="2"/>
<path d="M205,196 C260,212 380,212 435,196 C452,238 466,262 468,310 L468,420
 L348,420 L328,330 L312,330 L292,420 L172,420
 L172,310 C174,262 188,238 205,196 Z" fill="#46566e"/>
<path d="M205,196 C260,212 380,212 435,196 L445,224 C380,242 260,242 195,224 Z" fill="#2d3849"/>
<path d="M320,0 L320,190" stroke="#a9806a" stroke-width="2" stroke-dasharray="7 6"/>
<rect x="288" y="203" width="64" height="46" rx="7" fill="#e2e6eb" stroke="#333" stroke-width="1.5"/>
<path d="M290,203 L350,203" stroke="#f0a046" stroke-width="5"/>
<rect x="351" y="225" width="4" height="11" rx="2" fill="#464e5a"/>
<rect x="284" y="226" width="5" height="15" rx="2" fill="#464e5a"/>
<rect x="287" y="212" width="3" height="6" fill="#464e5a"/>
<g stroke="#222" fill="none"><path d="M352,214 L470,150"/><path d="M355,231 L500,262"/><path d="M285,234 L150,282"/>
<path d="M287,215 L150,240"/>
<path d="M300,203 L150,110"/></g>
<g fill="#222"><text x="474" y="140">middle of the back,</text><text x="474" y="160">at the sacrum</text>
<text x="504" y="262">button, at the</text><text x="504" y="281">runner's right</text>
<text x="95" y="245">switch</text><text x="20" y="287">USB, to the left</text>
<text x="10" y="86">spring inside the</text><text x="10" y="105">waistband, bend on top</text></g>
</svg>
"""


def draw(folder: Path) -> None:
    """Write worn.svg."""
    (folder / "worn.svg").write_text(_BACK, encoding="utf-8")
