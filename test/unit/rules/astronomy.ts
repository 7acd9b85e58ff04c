/**
 * A second sun to hold the first one to: the apparent place by the higher-accuracy series of VSOP87 in
 * Meeus, chapter 25 and 32 (the largest terms), with nutation and aberration; good to about 0.001°.
 * Nothing of it is shared with the app.
 */

const radians = Math.PI / 180;

/** Earth's heliocentric longitude (Meeus, table 32.B, the terms above 0.00001 rad): A, B, C. */
const l0: [number, number, number][] = [
  [175347046, 0, 0],
  [3341656, 4.6692568, 6283.07585],
  [34894, 4.6261, 12566.1517],
  [3497, 2.7441, 5753.3849],
  [3418, 2.8289, 3.5231],
  [3136, 3.6277, 77713.7715],
  [2676, 4.4181, 7860.4194],
  [2343, 6.1352, 3930.2097],
  [1324, 0.7425, 11506.7698],
  [1273, 2.0371, 529.691],
  [1199, 1.1096, 1577.3435],
  [990, 5.233, 5884.927],
  [902, 2.045, 26.298],
  [857, 3.508, 398.149],
  [780, 1.179, 5223.694],
  [753, 2.533, 5507.553],
  [505, 4.583, 18849.228],
];
const l1: [number, number, number][] = [
  [628331966747, 0, 0],
  [206059, 2.678235, 6283.07585],
  [4303, 2.6351, 12566.1517],
];
const l2: [number, number, number][] = [
  [52919, 0, 0],
  [8720, 1.0721, 6283.0758],
];

const series = (terms: [number, number, number][], t: number) =>
  terms.reduce((sum, [a, b, c]) => sum + a * Math.cos(b + c * t), 0);

/** Seconds between dynamical and universal time: a line through 1900, 1950, 2000, 2050, 2100. */
function deltaT(year: number): number {
  const known: [number, number][] = [
    [1900, -3],
    [1920, 21],
    [1950, 29],
    [2000, 64],
    [2025, 69],
    [2050, 93],
    [2100, 203],
  ];
  const next = known.findIndex(([at]) => at >= year);
  const [[y0, d0], [y1, d1]] = [known[Math.max(0, next - 1)]!, known[Math.max(1, next)]!];
  return d0 + ((d1 - d0) * (year - y0)) / (y1 - y0);
}

/** Altitude of the sun's centre in degrees, without refraction. */
export function altitudeOf(instant: number, latitude: number, longitude: number): number {
  const jd = instant / 86_400_000 + 2440587.5;
  const jde = jd + deltaT(2000 + (jd - 2451545) / 365.25) / 86400;
  const t = (jde - 2451545) / 365250;
  const century = t * 10;
  const earth = (series(l0, t) + series(l1, t) * t + series(l2, t) * t * t) / 1e8;
  const node = (125.04452 - 1934.136261 * century) * radians;
  const sun = (280.4665 + 36000.7698 * century) * radians;
  const moon = (218.3165 + 481267.8813 * century) * radians;
  const nutation =
    (-17.2 * Math.sin(node) -
      1.32 * Math.sin(2 * sun) -
      0.23 * Math.sin(2 * moon) +
      0.21 * Math.sin(2 * node)) /
    3600;
  const tilt =
    23.4392911 -
    0.0130041667 * century +
    (9.2 * Math.cos(node) +
      0.57 * Math.cos(2 * sun) +
      0.1 * Math.cos(2 * moon) -
      0.09 * Math.cos(2 * node)) /
      3600;
  const lambda = earth + Math.PI + (nutation - 20.4898 / 3600 - 0.09033 / 3600) * radians;
  const epsilon = tilt * radians;
  const ra = Math.atan2(Math.cos(epsilon) * Math.sin(lambda), Math.cos(lambda));
  const dec = Math.asin(Math.sin(epsilon) * Math.sin(lambda));
  const days = jd - 2451545;
  const sidereal =
    280.46061837 +
    360.98564736629 * days +
    0.000387933 * (days / 36525) ** 2 +
    nutation * Math.cos(epsilon);
  const hour = (sidereal + longitude) * radians - ra;
  const phi = latitude * radians;
  return (
    Math.asin(Math.sin(phi) * Math.sin(dec) + Math.cos(phi) * Math.cos(dec) * Math.cos(hour)) /
    radians
  );
}
