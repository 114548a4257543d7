/** Who answers for the work, as customers may know it. */
export interface Company {
  name: string;
  phone: string | null;
  email: string | null;
}
