/** Kinds of errors of the management service, by the ErrorCategory that PowerShell shows for them. */
export type ManagementErrorCategory =
  | 'InvalidArgument'
  | 'InvalidOperation'
  | 'NotSpecified'
  | 'ObjectNotFound'
  | 'PermissionDenied'
  | 'ResourceExists'
  | 'ResourceUnavailable'
  | 'InvalidData'
  | 'NotImplemented';

/**
 * An operation of the management service failed. `message` is what Windows prints, `id` the first part of the
 * FullyQualifiedErrorId (`InvalidParameter`, `OperationFailed`, `InvalidState`, `AccessDenied`, `ObjectNotFound`).
 * `seen: Hyper-V module error ids in public transcripts`; wording `assumed` where a function says so.
 */
export class ManagementError extends Error {
  constructor(
    message: string,
    readonly id:
      | 'InvalidParameter'
      | 'OperationFailed'
      | 'InvalidState'
      | 'AccessDenied'
      | 'ObjectNotFound'
      | 'Unspecified',
    readonly category: ManagementErrorCategory,
    /** What the error is about: shown as `(target:Type)` in CategoryInfo. */
    readonly target: string | null = null,
  ) {
    super(message);
    this.name = 'ManagementError';
  }
}
