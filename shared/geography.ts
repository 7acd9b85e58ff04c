/** A place on the earth in degrees, north and east positive (WGS 84). */
export interface Position {
  latitude: number;
  longitude: number;
}

/**
 * Mean radius of the earth in nautical miles: 6,371.0088 km (IUGG, R1) of 1.852 km. On a sphere of
 * this radius a distance is within 0.56 % of the one on the ellipsoid.
 */
export const earthRadiusNm = 6371.0088 / 1.852;

const radians = Math.PI / 180;

/** Great-circle distance in nautical miles on the sphere of mean radius, by the haversine formula. */
export function distanceNm(a: Position, b: Position): number {
  return earthRadiusNm * centralAngle(a, b);
}

function haversine(a: Position, b: Position, latitudes: [number, number]): number {
  const half_latitude = Math.sin((latitudes[1] - latitudes[0]) / 2);
  const half_longitude = Math.sin(((b.longitude - a.longitude) * radians) / 2);
  const chord =
    half_latitude ** 2 + Math.cos(latitudes[0]) * Math.cos(latitudes[1]) * half_longitude ** 2;
  return 2 * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** The angle between two places seen from the centre of the earth, in radians. */
function centralAngle(a: Position, b: Position): number {
  return haversine(a, b, [a.latitude * radians, b.latitude * radians]);
}

/** Equatorial radius in nautical miles and flattening of WGS 84. */
const equatorNm = 6378.137 / 1.852;
const flattening = 1 / 298.257223563;

/**
 * Distance in nautical miles on the WGS 84 ellipsoid by Lambert's formula of first order: within 10
 * m per 1,000 km. It fails near the antipode, where the distance on the sphere is given instead.
 */
export function ellipsoidDistanceNm(a: Position, b: Position): number {
  const reduced = [a, b].map(({ latitude }) =>
    Math.abs(latitude) === 90
      ? latitude * radians
      : Math.atan((1 - flattening) * Math.tan(latitude * radians)),
  ) as [number, number];
  const angle = haversine(a, b, reduced);
  if (angle === 0) return 0;
  if (Math.PI - angle < 0.02) return distanceNm(a, b);
  const sum = (reduced[0] + reduced[1]) / 2;
  const difference = (reduced[1] - reduced[0]) / 2;
  const sine = Math.sin(angle);
  const x =
    ((angle - sine) * (Math.sin(sum) * Math.cos(difference)) ** 2) / Math.cos(angle / 2) ** 2;
  const y =
    ((angle + sine) * (Math.cos(sum) * Math.sin(difference)) ** 2) / Math.sin(angle / 2) ** 2;
  return equatorNm * (angle - (flattening / 2) * (x + y));
}

/**
 * The place a fraction (0 to 1) of the way from `a` to `b` along the great circle. Between
 * antipodes, where every meridian is shortest, the way leads along the meridian of `a`.
 */
export function pointBetween(a: Position, b: Position, fraction: number): Position {
  const angle = centralAngle(a, b);
  if (angle < 1e-12) return a;
  if (Math.PI - angle < 1e-9) return alongMeridian(a, fraction);
  const [from, to] = [vectorOf(a), vectorOf(b)];
  const weight_from = Math.sin((1 - fraction) * angle) / Math.sin(angle);
  const weight_to = Math.sin(fraction * angle) / Math.sin(angle);
  const [x, y, z] = from.map((part, axis) => part * weight_from + to[axis]! * weight_to);
  return {
    latitude: Math.atan2(z!, Math.hypot(x!, y!)) / radians,
    longitude: Math.atan2(y!, x!) / radians,
  };
}

function vectorOf({ latitude, longitude }: Position): [number, number, number] {
  const cosine = Math.cos(latitude * radians);
  return [
    cosine * Math.cos(longitude * radians),
    cosine * Math.sin(longitude * radians),
    Math.sin(latitude * radians),
  ];
}

/** Half way round the world by the north pole. */
function alongMeridian(a: Position, fraction: number): Position {
  const turned = a.latitude + 180 * fraction;
  const over_pole = turned > 90;
  const longitude = over_pole ? a.longitude + 180 : a.longitude;
  return {
    latitude: over_pole ? 180 - turned : turned,
    longitude: longitude > 180 ? longitude - 360 : longitude,
  };
}

/** Whether numbers are a place: finite, within ±90° and ±180°. */
export function isPosition(place: { latitude: number; longitude: number }): place is Position {
  return Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180;
}
