"""A solid as triangles, and what a printer would say of them. Print direction is z."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.spatial import KDTree  # build123d needs it, too

Array = np.ndarray
_WELD_MM = 1e-4


# Points spread over a triangle, as weights of its corners.
_GRID = np.array([[i, j, 8 - i - j] for i in range(9) for j in range(9 - i)]) / 8


@dataclass(frozen=True)
class Overhang:
    """How far its farthest point is from where it is held, and whether it is held on the opposite side too."""

    reach_mm: float
    is_bridge: bool
    height_mm: float

    @property
    def span_mm(self) -> float:
        """Between its supports."""
        return 2 * self.reach_mm


@dataclass
class Mesh:
    """Welded vertices and triangles, seen from outside counter-clockwise."""

    vertices: Array
    triangles: Array

    @classmethod
    def of(cls, solid: Any, tolerance_mm: float = 0.05, angle_rad: float = 0.25) -> "Mesh":
        """Cut the surface of a build123d solid into triangles."""
        points, triangles = solid.tessellate(tolerance_mm, angle_rad)
        vertices = np.array([tuple(point) for point in points])
        _, first, back = np.unique(
            np.round(vertices / _WELD_MM).astype(np.int64), axis=0, return_index=True, return_inverse=True
        )
        faces = back.reshape(-1)[np.array(triangles)]
        whole = (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])
        return cls(vertices[first], faces[whole])

    @property
    def corners(self) -> Array:
        """Shape (triangles, 3 corners, 3)."""
        return self.vertices[self.triangles]

    @property
    def normals(self) -> Array:
        """Outward unit vectors."""
        cross = self._cross()
        return cross / np.maximum(np.linalg.norm(cross, axis=1, keepdims=True), 1e-12)

    @property
    def areas_mm2(self) -> Array:
        """Of each triangle."""
        return np.linalg.norm(self._cross(), axis=1) / 2

    def is_closed(self) -> bool:
        """Whether every edge belongs to two triangles that run along it in opposite directions."""
        ends = np.concatenate([self.triangles[:, [0, 1]], self.triangles[:, [1, 2]], self.triangles[:, [2, 0]]])
        there = {(int(a), int(b)) for a, b in ends}
        return len(there) == len(ends) and all((b, a) in there for a, b in there)

    def volume_mm3(self) -> float:
        """Enclosed, by the divergence theorem."""
        a, b, c = self.corners[:, 0], self.corners[:, 1], self.corners[:, 2]
        return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)

    def overhangs(self, most_deg: float) -> list["Overhang"]:
        """Patches that hang over more than `most_deg` from upright, off the bed."""
        off_bed = self.corners[:, :, 2].max(1) > self.vertices[:, 2].min() + 0.05
        steep = -self.normals[:, 2] > np.sin(np.radians(most_deg))
        hangs = np.flatnonzero(off_bed & steep & (self.areas_mm2 > 1e-6))
        owners = _edge_owners(self.triangles)
        return [self._overhang(patch, owners) for patch in _patches(self.triangles, hangs)]

    def _overhang(self, patch: list[int], owners: dict[tuple[int, int], int]) -> "Overhang":
        """Measure from the edges at which a wall comes up from below."""
        inside, held = set(patch), []
        for t in patch:
            for a, b in _edges(self.triangles[t]):
                other = owners[b, a]
                if other not in inside:
                    ends = self.vertices[[a, b]]
                    if self.vertices[self.triangles[other], 2].min() < ends[:, 2].min() - 1e-6:
                        held.append(ends[0] + (ends[1] - ends[0]) * np.linspace(0, 1, 9)[:, None])
        corners = self.vertices[self.triangles[patch]]
        height = float(corners[:, :, 2].min())
        if not held:
            return Overhang(np.inf, False, height)
        support = np.concatenate(held)[:, :2]
        points = (_GRID @ corners).reshape(-1, 3)[:, :2]
        reaches, _ = KDTree(support).query(points)
        far = int(reaches.argmax())
        reach = float(reaches[far])
        to = support - points[far]
        away = np.hypot(*to.T)
        nearest = to[int(away.argmin())]
        across = (to @ nearest < -0.5 * away * reach) & (away < 1.5 * reach + 0.1)
        return Overhang(reach, bool(across.any()), height)

    def thicknesses_mm(self, count: int, seed: int = 1) -> tuple[Array, Array]:
        """Sampled points of the surface, and how far it is from there straight through to the other side."""
        rng = np.random.default_rng(seed)
        areas = self.areas_mm2
        chosen = rng.choice(len(areas), count, p=areas / areas.sum())
        u = rng.random((count, 2))
        u[u.sum(1) > 1] = 1 - u[u.sum(1) > 1]
        a, b, c = (self.corners[chosen, i] for i in range(3))
        points = a + u[:, :1] * (b - a) + u[:, 1:] * (c - a)
        inward = -self.normals[chosen]
        near = self._near(points, inward)
        return points, np.array([self._through(*one) for one in zip(points, inward, near, strict=True)])

    def _near(self, points: Array, directions: Array) -> list[Array]:
        """Which triangles a line through a point may meet: those whose ball round their middle it does."""
        middles = self.corners.mean(1)
        radii = np.linalg.norm(self.corners - middles[:, None], axis=2).max(1) + 1e-3
        found = []
        for point, direction in zip(points, directions, strict=True):
            to = middles - point
            away2 = np.einsum("ij,ij->i", to, to) - (to @ direction) ** 2
            found.append(np.flatnonzero(away2 <= radii**2))
        return found

    def _through(self, point: Array, direction: Array, near: Array) -> float:
        """How far it is from a point of the surface to the next of these triangles."""
        start = point + direction * 1e-4
        a, b, c = self.vertices[self.triangles[near].T]
        one, two = b - a, c - a
        p = np.cross(direction, two)
        det = np.einsum("ij,ij->i", one, p)
        with np.errstate(divide="ignore", invalid="ignore"):
            to = start - a
            u = np.einsum("ij,ij->i", to, p) / det
            q = np.cross(to, one)
            v = q @ direction / det
            t = np.einsum("ij,ij->i", two, q) / det
            hit = (np.abs(det) > 1e-12) & (u >= -1e-9) & (v >= -1e-9) & (u + v <= 1 + 1e-9) & (t > 1e-6)
        return float(t[hit].min()) if hit.any() else np.inf

    def _cross(self) -> Array:
        corners = self.corners
        return np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])


def _patches(triangles: Array, chosen: Array) -> list[list[int]]:
    """Group chosen triangles that share corners."""
    owner: dict[int, int] = {}
    parent = {int(t): int(t) for t in chosen}

    def root(t: int) -> int:
        while parent[t] != t:
            parent[t] = parent[parent[t]]
            t = parent[t]
        return t

    for t in parent:
        for corner in triangles[t]:
            other = owner.setdefault(int(corner), t)
            parent[root(t)] = root(other)
    groups: dict[int, list[int]] = {}
    for t in parent:
        groups.setdefault(root(t), []).append(t)
    return list(groups.values())


def _edges(triangle: Array) -> list[tuple[int, int]]:
    a, b, c = (int(corner) for corner in triangle)
    return [(a, b), (b, c), (c, a)]


def _edge_owners(triangles: Array) -> dict[tuple[int, int], int]:
    """Which triangle an edge in this direction belongs to."""
    return {edge: t for t, triangle in enumerate(triangles) for edge in _edges(triangle)}
