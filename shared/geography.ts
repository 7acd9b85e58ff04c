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
  const half_latitude = Math.sin(((b.latitude - a.latitude) * radians) / 2);
  const half_longitude = Math.sin(((b.longitude - a.longitude) * radians) / 2);
  const chord =
    half_latitude ** 2 +
    Math.cos(a.latitude * radians) * Math.cos(b.latitude * radians) * half_longitude ** 2;
  return 2 * earthRadiusNm * Math.asin(Math.min(1, Math.sqrt(chord)));
}
