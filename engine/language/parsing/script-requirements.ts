/** A module named by `#requires -Modules`. */
export interface RequiredModule {
  readonly name: string;
  readonly version: string | undefined;
  readonly requiredVersion: string | undefined;
  readonly maximumVersion: string | undefined;
  readonly guid: string | undefined;
}

/** What the `#requires` lines of a script ask for. */
export interface ScriptRequirements {
  readonly requiredApplicationId: string | undefined;
  /** `major.minor` as written. */
  readonly requiredPSVersion: string | undefined;
  readonly requiredPSEditions: readonly string[];
  readonly requiredModules: readonly RequiredModule[];
  readonly requiredSnapIns: readonly { readonly name: string; readonly version: string | undefined }[];
  readonly requiredAssemblies: readonly string[];
  readonly isElevationRequired: boolean;
}
