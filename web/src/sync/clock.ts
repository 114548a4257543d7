/** The company's clock on the phone: the server's last word, carried on by this phone's own clock. */

export interface ClockBasis {
  /** The company's time when the server last spoke, ms. */
  businessAt: number;
  /** This phone's time at that moment, ms. */
  deviceAt: number;
  /** How fast the company's clock runs; 1 outside of a demo. */
  rate: number;
}

export const OWN_CLOCK: ClockBasis = { businessAt: 0, deviceAt: 0, rate: 1 };

/** The company's time when this phone's clock shows `device`. A phone whose clock is wrong is right by it. */
export const businessTime = (basis: ClockBasis, device: number): number =>
  basis.businessAt + (device - basis.deviceAt) * basis.rate;
